using System.Buffers.Binary;

namespace MlNetDeep;

/// <summary>
/// What <c>torch.save</c> wrote before PyTorch 1.6, and many published weights still are: five pickles (a magic number,
/// a version, facts about the machine, the data, the keys of the storages), then each storage with its length.
/// </summary>
internal static class PyTorchLegacyFormat
{
    private const long Version = 1001;

    // The number 0x1950a86a20f9469cfc6c as a pickle of protocol 2.
    private static ReadOnlySpan<byte> Magic =>
        [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    /// <summary>Whether a file that begins so is this format, or some other pickle, which only this reader explains.</summary>
    public static bool IsMine(ReadOnlySpan<byte> start) =>
        start.StartsWith(Magic) || (start is [0x80, >= 2 and <= 5, var code, ..] && code is 0x8a or 0x95 or (byte)'}' or (byte)'c');

    public static WeightContent Read(Stream stream)
    {
        var magic = BoundedReading.At(stream, 0, (int)Math.Min(Magic.Length, stream.Length), "the magic number");
        if (!magic.AsSpan().SequenceEqual(Magic))
        {
            WeightFileException.Throw(
                "The file is a Python pickle, but none that torch.save wrote; only PyTorch's tensors are read from pickles.");
        }

        if (new Unpickler(stream).Read() is not Version)
        {
            WeightFileException.Throw($"The file is of another version of PyTorch's old format than {Version}.");
        }

        if (new Unpickler(stream).Read() is PickleDictionary system
            && system.Pairs.Any(p => p is { Key: "little_endian", Value: false }))
        {
            WeightFileException.Throw("The file was written big-endian; only little-endian is supported.");
        }

        var tensors = StateDictionary.Flatten(new Unpickler(stream).Read());
        var keys = new Unpickler(stream).Read() as List<object?>
            ?? throw new WeightFileException("The file has no list of its storages.");
        var places = FindStorages(stream, keys, tensors);
        return new WeightContent(
            WeightFormat.PyTorch,
            [
                .. tensors.Select(t => new WeightEntry(
                    new WeightInfo(t.Name, t.Tensor.Storage.Type, t.Tensor.Shape),
                    () => t.Tensor.Gather(ReadStorage(stream, places, t.Name, t.Tensor.Storage)))),
            ],
            new Dictionary<string, string>());
    }

    // Storages lie one after another, so that the sizes of all of them must be known to find any.
    private static Dictionary<string, long> FindStorages(
        Stream stream, List<object?> keys, IReadOnlyList<(string Name, PickleTensor Tensor)> tensors)
    {
        var types = tensors.Select(t => t.Tensor.Storage).DistinctBy(s => s.Key).ToDictionary(s => s.Key);
        var places = new Dictionary<string, long>();
        foreach (var key in keys)
        {
            if (key is not string name || !types.TryGetValue(name, out var storage) || places.ContainsKey(name))
            {
                throw new WeightFileException(
                    $"The file lists the storage '{key}', which no tensor uses or which is listed twice.");
            }

            var count = BinaryPrimitives.ReadInt64LittleEndian(
                BoundedReading.At(stream, stream.Position, sizeof(long), "the length of a storage"));
            var size = (Int128)count * ElementTypes.SizeOf(storage.Type);
            if (count != storage.Count || size > stream.Length - stream.Position)
            {
                throw new WeightFileException(
                    $"Storage '{name}' should hold {storage.Count} elements of type {storage.Type}, but the file says "
                    + $"{count} and has {stream.Length - stream.Position} bytes left. It is damaged or cut off.");
            }

            places.Add(name, stream.Position);
            stream.Position += (long)size;
        }

        return places;
    }

    private static byte[] ReadStorage(Stream stream, Dictionary<string, long> places, string tensor, PickleStorage storage)
    {
        var size = storage.Count * ElementTypes.SizeOf(storage.Type);
        if (!places.TryGetValue(storage.Key, out var place) || size > Array.MaxLength)
        {
            throw new WeightFileException($"Tensor '{tensor}' needs the storage '{storage.Key}', which the file lacks.");
        }

        return BoundedReading.At(stream, place, (int)size, $"storage '{storage.Key}'");
    }
}
