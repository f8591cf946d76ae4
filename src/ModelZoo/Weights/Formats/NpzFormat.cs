using System.IO.Compression;

namespace MlNetDeep;

/// <summary>NumPy's .npz: a zip, compressed or not, of arrays in the .npy format.</summary>
internal static class NpzFormat
{
    private const string Extension = ".npy";

    public static WeightContent Read(ZipArchive zip)
    {
        if (zip.Entries.FirstOrDefault(e => !e.FullName.EndsWith(Extension, StringComparison.Ordinal)) is { } other)
        {
            WeightFileException.Throw($"The zip file holds '{other.FullName}' among NumPy arrays (.npy).");
        }

        var entries = new List<WeightEntry>();
        var names = new HashSet<string>();
        foreach (var file in zip.Entries)
        {
            var name = file.FullName[..^Extension.Length];
            if (!names.Add(name))
            {
                WeightFileException.Throw($"The zip file holds two arrays '{name}'.");
            }

            entries.Add(ReadHeader(file, name));
        }

        return new WeightContent(WeightFormat.Npz, entries, new Dictionary<string, string>(), zip);
    }

    private static WeightEntry ReadHeader(ZipArchiveEntry file, string name)
    {
        using var stream = file.Open();
        var header = NpyHeader.Read(stream, name);
        var size = WeightEntry.CheckSize(name, header.Type, header.Shape);
        if (file.Length != header.Length + size)
        {
            throw new WeightFileException(
                $"Array '{name}' of shape {ShapeText.Format(header.Shape)} and type {header.Type} needs {size} bytes after "
                + $"its header of {header.Length}, but its entry has {file.Length}.");
        }

        return new WeightEntry(new WeightInfo(name, header.Type, header.Shape), () =>
        {
            using var again = file.Open();
            NpyHeader.Read(again, name);
            var bytes = BoundedReading.Exactly(again, size, $"array '{name}'");
            return header.ColumnsFirst ? FromColumnsFirst(header, bytes) : bytes;
        });
    }

    // Elements along the first axis lie side by side: a view with growing strides.
    private static byte[] FromColumnsFirst(NpyHeader header, byte[] bytes)
    {
        var strides = new long[header.Shape.Length];
        long stride = 1;
        for (var i = 0; i < strides.Length; i++)
        {
            strides[i] = stride;
            stride *= header.Shape[i];
        }

        return new PickleTensor(new PickleStorage(header.Type, "", stride), 0, header.Shape, strides).Gather(bytes);
    }
}
