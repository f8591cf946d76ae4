using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace MlNetDeep;

/// <summary>
/// safetensors: eight bytes with the length of a JSON header, the header (name to type, shape and place), the tensors.
/// </summary>
internal static class SafetensorsFormat
{
    private const int LengthSize = 8;
    private const string MetadataKey = "__metadata__";

    // The format's own limit.
    private const long MaxHeader = 100_000_000;

    private static readonly (string Name, TensorElementType Type)[] _types =
    [
        ("F32", TensorElementType.Float), ("F16", TensorElementType.Float16), ("BF16", TensorElementType.BFloat16),
        ("F64", TensorElementType.Double), ("I64", TensorElementType.Int64), ("I32", TensorElementType.Int32),
        ("I16", TensorElementType.Int16), ("I8", TensorElementType.Int8), ("U64", TensorElementType.UInt64),
        ("U32", TensorElementType.UInt32), ("U16", TensorElementType.UInt16), ("U8", TensorElementType.UInt8),
        ("BOOL", TensorElementType.Bool),
    ];

    public static WeightContent Read(Stream stream)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(BoundedReading.At(stream, 0, LengthSize, "the header's length"));
        var room = stream.Length - LengthSize;
        if (length > (ulong)Math.Min(room, MaxHeader))
        {
            WeightFileException.Throw(
                $"The header claims {length} bytes, but the file has {room} after the length, and a header at most "
                + $"{MaxHeader}. Is it a complete safetensors file?");
        }

        var header = BoundedReading.At(stream, LengthSize, (int)length, "the header");
        var data = LengthSize + (long)length;
        return Parse(header, stream, data);
    }

    public static void Write(
        Stream stream, IReadOnlyList<NetworkTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            WriteEntries(json, tensors);
            json.WriteEndObject();
        }

        // Spaces bring the tensors to a multiple of eight.
        header.Write("       "u8[..(int)((LengthSize - (header.Length % LengthSize)) % LengthSize)]);
        Span<byte> length = stackalloc byte[LengthSize];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        header.WriteTo(stream);
        foreach (var tensor in tensors)
        {
            stream.Write(tensor.Bytes);
        }
    }

    private static void WriteEntries(Utf8JsonWriter json, IReadOnlyList<NetworkTensor> tensors)
    {
        var names = new HashSet<string> { MetadataKey };
        long offset = 0;
        foreach (var tensor in tensors)
        {
            if (!names.Add(tensor.Name))
            {
                throw new ArgumentException($"Two tensors are called '{tensor.Name}', or the name is reserved.", nameof(tensors));
            }

            var type = _types.FirstOrDefault(t => t.Type == tensor.ElementType).Name ?? throw new ArgumentException(
                $"Tensor '{tensor.Name}' has elements of type {tensor.ElementType}, which safetensors lacks.", nameof(tensors));
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", type);
            WriteNumbers(json, "shape", tensor.Shape);
            WriteNumbers(json, "data_offsets", [offset, offset + tensor.Bytes.Length]);
            json.WriteEndObject();
            offset += tensor.Bytes.Length;
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static WeightContent Parse(byte[] header, Stream stream, long data)
    {
        if (!Utf8.IsValid(header))
        {
            WeightFileException.Throw("The header is no UTF-8 text; the file is damaged, or no safetensors file.");
        }

        using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            WeightFileException.Throw($"The header is a JSON {document.RootElement.ValueKind}, not an object.");
        }

        var places = new List<(WeightEntry Entry, long Begin, long End)>();
        var metadata = new Dictionary<string, string>();
        var names = new HashSet<string>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var name = SafetensorsHeader.Text(() => property.Name, "a name in the header");
            if (!names.Add(name))
            {
                WeightFileException.Throw($"The header has two entries '{name}'.");
            }

            if (name == MetadataKey)
            {
                SafetensorsHeader.ReadMetadata(property.Value, metadata);
                continue;
            }

            var (dtype, shape, begin, end) = SafetensorsHeader.ReadEntry(name, property.Value);
            var type = _types.FirstOrDefault(t => t.Name == dtype).Type;
            if (type == TensorElementType.Undefined)
            {
                WeightFileException.Throw(
                    $"Tensor '{name}' has elements of type '{dtype}'; supported are {string.Join(", ", _types.Select(t => t.Name))}.");
            }

            var size = WeightEntry.CheckSize(name, type, shape);
            if (begin < 0 || end < begin || end - begin != size || end > stream.Length - data)
            {
                WeightFileException.Throw(
                    $"Tensor '{name}' of shape {ShapeText.Format(shape)} and type {dtype} needs {size} bytes, but lies "
                    + $"from {begin} to {end} of the {stream.Length - data} bytes of tensors.");
            }

            places.Add((
                new WeightEntry(
                    new WeightInfo(name, type, shape),
                    () => BoundedReading.At(stream, data + begin, size, $"tensor '{name}'")),
                begin, end));
        }

        SafetensorsHeader.CheckPlaces(
            [.. places.Select(p => (p.Entry.Info.Name, p.Begin, p.End))], stream.Length - data);
        return new WeightContent(WeightFormat.Safetensors, [.. places.Select(p => p.Entry)], metadata);
    }
}
