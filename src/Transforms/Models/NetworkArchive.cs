using System.Security.Cryptography;
using Microsoft.ML;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>
/// What our transformers write into an ML.NET model file: <c>Model.key</c>, ML.NET's header followed by the length and
/// the bytes of a JSON text, and <c>Network.onnx</c>, the network; others may follow.
/// </summary>
internal static class NetworkArchive
{
    public const string HeaderEntry = "Model.key";
    public const string NetworkEntry = "Network.onnx";
    private const int MaxHeaderLength = 1 << 28;

    /// <summary>Writes the header and one network.</summary>
    /// <param name="context">The entry that is being saved.</param>
    /// <param name="modelSignature">Exactly 8 characters.</param>
    /// <param name="loaderSignature">The name under which the loader is registered.</param>
    /// <param name="network">The network.</param>
    /// <param name="header">Makes the JSON text of the network's length and SHA-256.</param>
    public static void Save(
        ModelSaveContext context, string modelSignature, string loaderSignature, Network network, Func<long, string, byte[]> header) =>
        Save(context, modelSignature, loaderSignature, [(NetworkEntry, network)], saved => header(saved[0].Length, saved[0].Sha256));

    /// <summary>Writes the header and several networks.</summary>
    /// <param name="context">The entry that is being saved.</param>
    /// <param name="modelSignature">Exactly 8 characters.</param>
    /// <param name="loaderSignature">The name under which the loader is registered.</param>
    /// <param name="networks">The names of the entries, and the networks.</param>
    /// <param name="header">Makes the JSON text of the lengths and SHA-256 of the networks.</param>
    public static void Save(
        ModelSaveContext context, string modelSignature, string loaderSignature,
        IReadOnlyList<(string Entry, Network Network)> networks, Func<IReadOnlyList<(long Length, string Sha256)>, byte[]> header)
    {
        // The simple name only: a newer version of the assembly reads what an older one wrote.
        MlNetInternals.SetVersionInfo(context, modelSignature, loaderSignature, typeof(NetworkArchive).Assembly.GetName().Name!);
        byte[][] onnx = [.. networks.Select(network => network.Network.ToBytes())];
        byte[] json = header([.. onnx.Select(bytes => ((long)bytes.Length, Convert.ToHexString(SHA256.HashData(bytes))))]);
        BinaryWriter writer = MlNetInternals.Writer(context);
        writer.Write(json.Length);
        writer.Write(json);
        for (int i = 0; i < onnx.Length; i++)
        {
            byte[] bytes = onnx[i];
            MlNetInternals.SaveBinaryStream(context, networks[i].Entry, entry => entry.Write(bytes));
        }
    }

    /// <summary>Reads the JSON text.</summary>
    /// <exception cref="ModelFileException">The entry is truncated or altered.</exception>
    public static T ReadHeader<T>(object context, Func<byte[], T> parse)
    {
        try
        {
            BinaryReader reader = MlNetInternals.Reader(context);
            int length = reader.ReadInt32();
            long rest = reader.BaseStream.Length - reader.BaseStream.Position;
            if (length < 2 || length > MaxHeaderLength || length > rest)
                throw Damaged(HeaderEntry, $"its header says {length} bytes of JSON; {rest} bytes are left");
            return parse(reader.ReadBytes(length));
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException)
        {
            throw Damaged(HeaderEntry, error.Message, error);
        }
    }

    /// <summary>Reads the network and checks it against what the header says.</summary>
    /// <exception cref="ModelFileException">The entry is missing, truncated or altered.</exception>
    public static Network ReadNetwork(object context, long length, string sha256, string entry = NetworkEntry) =>
        Read(context, entry, length, sha256, stream =>
    {
        try
        {
            return Network.Load(stream);
        }
        catch (NetworkFormatException error)
        {
            throw Damaged(entry, error.Message, error);
        }
    });

    /// <summary>Reads another entry and checks it against what the header says.</summary>
    /// <exception cref="ModelFileException">The entry is missing, truncated or altered.</exception>
    public static byte[] ReadBytes(object context, string entry, long length, string sha256) => Read(context, entry, length, sha256, stream =>
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

    private static T Read<T>(object context, string entry, long length, string sha256, Func<Stream, T> read)
        where T : class
    {
        T? value = null;
        bool found;
        try
        {
            found = MlNetInternals.TryLoadBinaryStream(context, entry, reader => value = Check(reader.BaseStream));
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw Damaged(entry, error.Message, error);
        }

        return found ? value! : throw Damaged(entry, "it is missing");

        T Check(Stream stream)
        {
            if (stream.Length != length)
                throw Damaged(entry, $"it has {stream.Length} bytes; {length} were saved");
            string hash = Convert.ToHexString(SHA256.HashData(stream));
            if (!string.Equals(hash, sha256, StringComparison.OrdinalIgnoreCase))
                throw Damaged(entry, $"its SHA-256 is {hash}; {sha256} was saved");
            stream.Position = 0;
            return read(stream);
        }
    }
}
