using System.IO.Compression;

namespace MlNetDeep;

/// <summary>
/// What <c>torch.save</c> writes since PyTorch 1.6: a zip with a pickle (<c>data.pkl</c>) and the elements of each
/// storage in a file of its own (<c>data/0</c>, ...), not compressed.
/// </summary>
internal static class PyTorchFormat
{
    private const string Pickle = "data.pkl";
    private const int MaxPickle = 64 << 20;

    public static WeightContent Read(ZipArchive zip)
    {
        var pickles = zip.Entries.Where(e => e.FullName == Pickle || e.FullName.EndsWith($"/{Pickle}", StringComparison.Ordinal))
            .ToList();
        if (pickles is not [var pickle])
        {
            throw new WeightFileException($"The zip file has {pickles.Count} entries {Pickle}; expected one.");
        }

        var root = pickle.FullName[..^Pickle.Length];
        CheckByteOrder(zip, root);
        var bytes = ReadWhole(pickle, MaxPickle);
        var tensors = StateDictionary.Flatten(new Unpickler(new MemoryStream(bytes)).Read());
        return new WeightContent(
            WeightFormat.PyTorch,
            [
                .. tensors.Select(t => new WeightEntry(
                    new WeightInfo(t.Name, t.Tensor.Storage.Type, t.Tensor.Shape),
                    () => t.Tensor.Gather(ReadStorage(zip, root, t.Tensor.Storage)))),
            ],
            new Dictionary<string, string>(),
            zip);
    }

    private static void CheckByteOrder(ZipArchive zip, string root)
    {
        if (zip.GetEntry($"{root}byteorder") is { } entry
            && System.Text.Encoding.ASCII.GetString(ReadWhole(entry, 16)) is not "little" and var order)
        {
            WeightFileException.Throw($"The file was written with byte order '{order}'; only little-endian is supported.");
        }
    }

    private static byte[] ReadStorage(ZipArchive zip, string root, PickleStorage storage)
    {
        var name = $"{root}data/{storage.Key}";
        var entry = zip.GetEntry(name) ?? throw new WeightFileException(
            $"The zip file has no entry '{name}', which a tensor of its pickle needs.");
        var size = (Int128)storage.Count * ElementTypes.SizeOf(storage.Type);
        if (entry.Length != size)
        {
            throw new WeightFileException(
                $"The zip file's entry '{name}' should hold {storage.Count} elements of type {storage.Type} ({size} bytes), "
                + $"but has {entry.Length} bytes.");
        }

        return ReadWhole(entry, Array.MaxLength);
    }

    private static byte[] ReadWhole(ZipArchiveEntry entry, int limit)
    {
        // PyTorch never compresses; without compression an entry cannot be larger than its file.
        if (entry.CompressedLength != entry.Length || entry.Length > limit)
        {
            throw new WeightFileException(
                $"The zip file's entry '{entry.FullName}' has {entry.Length} bytes, {entry.CompressedLength} of them stored; "
                + $"expected no compression and at most {limit} bytes.");
        }

        using var stream = entry.Open();
        return BoundedReading.Stored(stream, (int)entry.Length, $"the zip entry '{entry.FullName}'");
    }
}
