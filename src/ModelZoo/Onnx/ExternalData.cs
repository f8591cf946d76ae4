using System.Globalization;
using System.Security.Cryptography;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>
/// Reads the values of tensors that an ONNX file keeps in other files. These are hostile until proven otherwise: only files
/// inside the model's own folder are opened, no links are followed, and nothing is read that is not there.
/// </summary>
internal sealed class ExternalData(string modelPath) : IDisposable
{
    // Longer paths are no file names.
    private const int MaxLocation = 1024;

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
    private readonly Dictionary<string, Source> _sources = [];

    /// <summary>Whether a tensor keeps its values elsewhere.</summary>
    public static bool IsUsedBy(TensorProto proto) =>
        proto.DataLocation == TensorProto.Types.DataLocation.External || proto.ExternalData.Count > 0;

    /// <summary>Reads the values of a tensor.</summary>
    /// <param name="proto">The tensor.</param>
    /// <param name="size">How many bytes its type and shape need.</param>
    /// <param name="owner">What the tensor is, for error messages.</param>
    /// <exception cref="NetworkFormatException">The entries cannot be, or the file is not there, is a link, or is too short.</exception>
    public ReadOnlyMemory<byte> Read(TensorProto proto, long size, string owner)
    {
        var entries = new Dictionary<string, string>();
        foreach (var entry in proto.ExternalData)
        {
            if (!entries.TryAdd(entry.Key, entry.Value))
            {
                NetworkFormatException.Throw($"The {owner} states '{entry.Key}' of its external data twice.");
            }
        }

        var location = entries.GetValueOrDefault("location", "");
        if (!_sources.TryGetValue(location, out var source))
        {
            _sources.Add(location, source = new Source(Resolve(location, owner)));
        }

        var offset = Number(entries, "offset", owner) ?? 0;
        if (offset > source.Length || (Number(entries, "length", owner) ?? source.Length - offset) is var length && length != size)
        {
            NetworkFormatException.Throw(
                $"The {owner} needs {size} bytes of values, but its external data is {entries.GetValueOrDefault("length", "the rest")} bytes from "
                + $"{offset} on of '{location}', which has {source.Length}.");
        }

        if (size > source.Length - offset)
        {
            NetworkFormatException.Throw($"The {owner} lies behind the end of '{location}', which has {source.Length} bytes; the file is cut off.");
        }

        source.CheckSum(entries.GetValueOrDefault("checksum"), location);
        return source.Read(offset, (int)size, owner);
    }

    public void Dispose()
    {
        foreach (var source in _sources.Values)
        {
            source.Dispose();
        }
    }

    private static long? Number(Dictionary<string, string> entries, string key, string owner)
    {
        if (!entries.TryGetValue(key, out var text))
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            NetworkFormatException.Throw($"The {owner} states '{Shorten(text)}' as {key} of its external data; expected a whole number of at least 0.");
        }

        return value;
    }

    private FileInfo Resolve(string location, string owner)
    {
        // A marker of ONNX Runtime for tensors in its own memory begins with a star; in a file it would be an address to read from.
        string[] parts = location.Split('/', '\\');
        if (location.Length is 0 or > MaxLocation || Path.IsPathRooted(location) || location.Any(c => c is '*' or ':' or '?' || char.IsControl(c))
            || parts.Any(p => p.Length == 0 || p.Trim('.', ' ').Length == 0))
        {
            throw new NetworkFormatException(
                $"The {owner} keeps its values at '{Shorten(location)}'; expected the name of a file in the model's folder, without '..' and the like.");
        }

        var path = _folder;
        for (var i = 0; i < parts.Length; i++)
        {
            path = Path.Combine(path, parts[i]);
            FileSystemInfo info = i < parts.Length - 1 ? new DirectoryInfo(path) : new FileInfo(path);
            if (!info.Exists)
            {
                throw new NetworkFormatException(
                    $"The {owner} keeps its values in the file '{location}' beside the model, and there is none in '{_folder}'. Copy both files, with their names.");
            }

            if (info.LinkTarget is not null || (info.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Device)) != 0)
            {
                throw new NetworkFormatException($"The {owner} keeps its values at '{location}', which is or goes through a link; only files in the model's folder are read.");
            }
        }

        return new FileInfo(path);
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : $"{text[..60]}...";

    /// <summary>A file with values.</summary>
    private sealed class Source(FileInfo file) : IDisposable
    {
        private readonly Dictionary<(long Offset, int Size), ReadOnlyMemory<byte>> _read = [];
        private FileStream? _stream;
        private long _total;
        private string? _checked;

        public long Length { get; } = file.Length;

        /// <summary>Checks the file against its SHA-1, once.</summary>
        public void CheckSum(string? stated, string location)
        {
            if (string.IsNullOrEmpty(stated) || stated == _checked)
            {
                return;
            }

            var stream = Open();
            stream.Position = 0;
            // The format says SHA-1; it guards against files that do not belong together, not against forgery.
#pragma warning disable CA5350
            var found = Convert.ToHexString(SHA1.HashData(stream));
#pragma warning restore CA5350
            if (!found.Equals(stated, StringComparison.OrdinalIgnoreCase))
            {
                NetworkFormatException.Throw($"'{location}' has the checksum {found}; the model states {Shorten(stated)}. The two files do not belong together, or one was altered.");
            }

            _checked = stated;
        }

        public ReadOnlyMemory<byte> Read(long offset, int size, string owner)
        {
            // Tensors that share their values share the memory; tensors that overlap otherwise would multiply it.
            if (_read.TryGetValue((offset, size), out var known))
            {
                return known;
            }

            if ((_total += size) > Length)
            {
                NetworkFormatException.Throw($"The {owner} overlaps other tensors in '{file.Name}'.");
            }

            var bytes = GC.AllocateUninitializedArray<byte>(size);
            var stream = Open();
            stream.Position = offset;
            if (stream.ReadAtLeast(bytes, size, throwOnEndOfStream: false) < size)
            {
                NetworkFormatException.Throw($"The {owner} lies behind the end of '{file.Name}'; the file is cut off.");
            }

            _read.Add((offset, size), bytes);
            return bytes;
        }

        public void Dispose() => _stream?.Dispose();

        private FileStream Open() => _stream ??= StorageFault.OpenRead(file.FullName, bufferSize: 0);
    }
}
