using System.Runtime.InteropServices;
using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>Turns a tensor of a file, in whichever field its elements are, into a <see cref="NetworkTensor"/>.</summary>
internal static class TensorDecoder
{
    /// <summary>Decodes and checks a tensor.</summary>
    /// <param name="proto">The tensor, with or without raw_data.</param>
    /// <param name="raw">raw_data that was read outside of the message; null when there was none.</param>
    /// <param name="owner">What the tensor is, for error messages.</param>
    /// <param name="external">Reads values from other files; null when there is no folder to look in.</param>
    public static NetworkTensor Decode(TensorProto proto, byte[]? raw, string owner, ExternalData? external = null)
    {
        if (ExternalData.IsUsedBy(proto) && external is null)
        {
            NetworkFormatException.Throw(
                $"The {owner} keeps its values in another file (external data), which is only found for an initializer of a model that is "
                + "loaded by its path. Load it so, or save the model again with all tensors inside the ONNX file.");
        }

        if (proto.Segment is not null)
        {
            NetworkFormatException.Throw($"The {owner} is split into segments, which is not supported.");
        }

        var type = ElementTypes.Parse(proto.DataType, $"The {owner}");
        var size = ElementTypes.SizeOf(type);
        if (size == 0)
        {
            NetworkFormatException.Throw($"The {owner} has elements of type {type}, which are not supported.");
        }

        var shape = proto.Dims.ToArray();
        if (TensorSizes.Count(shape) is not { } count || count > Array.MaxLength / size)
        {
            NetworkFormatException.Throw(
                $"The {owner} has the impossible shape {ShapeText.Format(shape)}: at most {TensorSizes.MaxRank} "
                + "dimensions of at least 0 with less than 2 GiB of elements are possible.");
            return null;
        }

        var name = proto.Name;
        if (ExternalData.IsUsedBy(proto))
        {
            return new NetworkTensor(name, type, shape, external!.Read(proto, count * size, owner));
        }

        raw ??= proto.HasRawData ? proto.RawData.ToByteArray() : null;
        var bytes = raw ?? Gather(proto, type);
        if (bytes.LongLength != count * size)
        {
            NetworkFormatException.Throw(
                $"The {owner} of shape {ShapeText.Format(shape)} and type {type} needs {count * size} bytes of "
                + $"values, but has {bytes.LongLength}.");
        }

        return new NetworkTensor(name, type, shape, bytes);
    }

    // Which repeated field holds which element type, and that 2-byte floats lie in it as their bits, is part of the
    // format.
    private static byte[] Gather(TensorProto proto, TensorElementType type) => type switch
    {
        TensorElementType.Float or TensorElementType.Complex64 => AsBytes<float>([.. proto.FloatData]),
        TensorElementType.Double or TensorElementType.Complex128 => AsBytes<double>([.. proto.DoubleData]),
        TensorElementType.Int64 => AsBytes<long>([.. proto.Int64Data]),
        TensorElementType.UInt64 => AsBytes<ulong>([.. proto.Uint64Data]),
        TensorElementType.UInt32 => AsBytes<uint>([.. proto.Uint64Data.Select(v => unchecked((uint)v))]),
        TensorElementType.Int32 => AsBytes<int>([.. proto.Int32Data]),
        TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Bool =>
            [.. proto.Int32Data.Select(v => unchecked((byte)v))],
        _ => AsBytes<ushort>([.. proto.Int32Data.Select(v => unchecked((ushort)v))]),
    };

    private static byte[] AsBytes<T>(T[] values)
        where T : struct =>
        MemoryMarshal.AsBytes<T>(values).ToArray();
}
