using System.Security.Cryptography;
using System.Text.Json;

namespace MlNetDeep;

/// <summary>The entries of a saved transformer; each is checked against the header before it is used.</summary>
internal sealed class SavedParts
{
    public const string HeaderEntry = "Model.key";
    public const string NetworkEntry = "Network.onnx";
    private const int MaxHeaderLength = 1 << 28;

    private readonly object _context;

    /// <summary>Reads the header.</summary>
    /// <param name="context">ML.NET's <c>ModelLoadContext</c>, which is an internal type.</param>
    /// <exception cref="ModelFileException">The entry is truncated or altered, or a newer version wrote it.</exception>
    public SavedParts(object context)
    {
        _context = context;
        try
        {
            BinaryReader reader = MlNetInternals.Reader(context);
            int length = reader.ReadInt32();
            long rest = reader.BaseStream.Length - reader.BaseStream.Position;
            if (length < 2 || length > MaxHeaderLength || length > rest)
                throw Damaged(HeaderEntry, $"its header says {length} bytes of JSON; {rest} bytes are left");
            Header = JsonSerializer.Deserialize(reader.ReadBytes(length), SavedJson.Default.SavedHeader)
                ?? throw Damaged(HeaderEntry, "its header is empty");
        }
        catch (JsonException error)
        {
            throw Damaged(HeaderEntry, $"its header is not JSON of a saved model ({error.Message})", error);
        }
        catch (Exception error) when (error is EndOfStreamException or ArgumentException)
        {
            throw Damaged(HeaderEntry, error.Message, error);
        }

        if (Header.Version != SavedHeader.CurrentVersion)
        {
            throw Damaged(HeaderEntry, $"its header has version {Header.Version}; this MlNetDeep reads {SavedHeader.CurrentVersion}"
                + (Header.Version > SavedHeader.CurrentVersion ? ", a newer MlNetDeep wrote it" : ""));
        }
    }

    /// <summary>The header.</summary>
    public SavedHeader Header { get; }

    /// <summary>The training history, if there is one.</summary>
    public TrainingHistory? History => Header.History;

    /// <summary>Whether there is such an entry.</summary>
    public bool Has(string entry) => Header.Parts.Any(part => part?.Entry == entry);

    /// <summary>Reads a network.</summary>
    /// <exception cref="ModelFileException">The entry is missing, truncated or altered.</exception>
    public Network Network(string entry = NetworkEntry) => Read(entry, stream =>
    {
        try
        {
            return MlNetDeep.Network.Load(stream);
        }
        catch (NetworkFormatException error)
        {
            throw Damaged(entry, error.Message, error);
        }
    });

    /// <summary>Reads the bytes of an entry.</summary>
    /// <exception cref="ModelFileException">The entry is missing, truncated or altered.</exception>
    public byte[] Bytes(string entry) => Read(entry, stream =>
    {
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    });

    /// <summary>The error of an entry that cannot be used.</summary>
    public static ModelFileException Damaged(string entry, string what, Exception? cause = null) => new(
        entry,
        $"Entry '{entry}' of the model file cannot be used: {what}. The file is truncated, was altered, or was written by "
        + "another program; save the model again.",
        cause);

    private T Read<T>(string entry, Func<Stream, T> read)
        where T : class
    {
        SavedPart part = Header.Parts.FirstOrDefault(part => part?.Entry == entry) ?? throw Damaged(HeaderEntry, $"it does not list '{entry}'");
        T? value = null;
        bool found = MlNetInternals.TryLoadBinaryStream(_context, entry, reader => value = Check(reader.BaseStream));
        return found ? value! : throw Damaged(entry, "it is missing");

        T Check(Stream stream)
        {
            if (stream.Length != part.Length)
                throw Damaged(entry, $"it has {stream.Length} bytes; {part.Length} were saved");
            string hash = Convert.ToHexString(SHA256.HashData(stream));
            if (!string.Equals(hash, part.Sha256, StringComparison.OrdinalIgnoreCase))
                throw Damaged(entry, $"its SHA-256 is {hash}; {part.Sha256} was saved");
            stream.Position = 0;
            return read(stream);
        }
    }
}
