using System.Runtime.InteropServices;

namespace MlNetDeep;

/// <summary>Reads and writes the elements of small constants, whatever their type.</summary>
internal static class ConstantData
{
    /// <summary>Whether the type is one that constants are computed in.</summary>
    public static bool IsKnown(TensorElementType type) => IsReal(type) || IsInteger(type);

    /// <summary>Whether the elements are fractions.</summary>
    public static bool IsReal(TensorElementType type) => type is TensorElementType.Float or TensorElementType.Double
        or TensorElementType.Float16 or TensorElementType.BFloat16;

    /// <summary>Whether the elements are whole numbers or truth values.</summary>
    public static bool IsInteger(TensorElementType type) => type is TensorElementType.Int64 or TensorElementType.Int32
        or TensorElementType.Bool or TensorElementType.UInt8 or TensorElementType.Int8;

    /// <summary>The elements as fractions.</summary>
    public static double[] Reals(NetworkTensor tensor) => tensor.ElementType switch
    {
        TensorElementType.Float => Read<float>(tensor, v => v),
        TensorElementType.Double => Read<double>(tensor, v => v),
        TensorElementType.Float16 => Read<Half>(tensor, v => (double)v),
        TensorElementType.BFloat16 => Read<ushort>(tensor, v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
        _ => [.. Integers(tensor).Select(v => (double)v)],
    };

    /// <summary>The elements as whole numbers; fractions lose what is behind the point.</summary>
    public static long[] Integers(NetworkTensor tensor) => tensor.ElementType switch
    {
        TensorElementType.Int64 => tensor.Int64s.ToArray(),
        TensorElementType.Int32 => Read<int, long>(tensor, v => v),
        TensorElementType.Bool => Read<byte, long>(tensor, v => v == 0 ? 0 : 1),
        TensorElementType.UInt8 => Read<byte, long>(tensor, v => v),
        TensorElementType.Int8 => Read<sbyte, long>(tensor, v => v),
        _ => [.. Reals(tensor).Select(v => (long)v)],
    };

    /// <summary>A tensor of a type of fractions.</summary>
    public static NetworkTensor Of(string name, TensorElementType type, long[] dims, double[] values) => type switch
    {
        TensorElementType.Float => Write(name, type, dims, values, v => (float)v),
        TensorElementType.Double => Write(name, type, dims, values, v => v),
        TensorElementType.Float16 => Write(name, type, dims, values, v => (Half)v),
        TensorElementType.BFloat16 => Write(name, type, dims, values, v => RoundToBFloat16((float)v)),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>A tensor of a type of whole numbers, which wrap around as in ONNX Runtime.</summary>
    public static NetworkTensor Of(string name, TensorElementType type, long[] dims, long[] values) => type switch
    {
        TensorElementType.Int64 => Write(name, type, dims, values, v => v),
        TensorElementType.Int32 => Write(name, type, dims, values, v => unchecked((int)v)),
        TensorElementType.Bool => Write(name, type, dims, values, v => (byte)(v == 0 ? 0 : 1)),
        TensorElementType.UInt8 => Write(name, type, dims, values, v => unchecked((byte)v)),
        TensorElementType.Int8 => Write(name, type, dims, values, v => unchecked((sbyte)v)),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>A tensor of floating-point numbers in another precision; single and half ones go straight.</summary>
    public static NetworkTensor Convert(NetworkTensor tensor, TensorElementType type)
    {
        if (tensor.ElementType == type)
        {
            return tensor;
        }

        long[] dims = [.. tensor.Shape];
        if (tensor.ElementType != TensorElementType.Float || type is not (TensorElementType.Float16 or TensorElementType.BFloat16))
        {
            return Of(tensor.Name, type, dims, Reals(tensor));
        }

        var halves = new ushort[tensor.Count];
        var floats = tensor.Floats;
        for (var i = 0; i < halves.Length; i++)
        {
            halves[i] = type == TensorElementType.BFloat16 ? RoundToBFloat16(floats[i]) : BitConverter.HalfToUInt16Bits((Half)floats[i]);
        }

        return new NetworkTensor(tensor.Name, type, dims, MemoryMarshal.AsBytes<ushort>(halves).ToArray());
    }

    /// <summary>A tensor of elements of another, chosen by their position.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">Where the elements come from.</param>
    /// <param name="dims">The dimensions of the result.</param>
    /// <param name="from">Which element of the source comes to which place.</param>
    public static NetworkTensor Pick(string name, NetworkTensor source, long[] dims, Func<int, int> from)
    {
        var size = ElementTypes.SizeOf(source.ElementType);
        var bytes = new byte[Reshaping.Product(dims) * size];
        for (var i = 0; i < bytes.Length / size; i++)
        {
            source.Bytes.Slice(from(i) * size, size).CopyTo(bytes.AsSpan(i * size));
        }

        return new NetworkTensor(name, source.ElementType, dims, bytes);
    }

    /// <summary>The upper half of a single-precision number, rounded to the nearest, ties to even.</summary>
    public static ushort RoundToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static double[] Read<T>(NetworkTensor tensor, Func<T, double> convert)
        where T : struct => Read<T, double>(tensor, convert);

    private static TResult[] Read<T, TResult>(NetworkTensor tensor, Func<T, TResult> convert)
        where T : struct
    {
        var values = MemoryMarshal.Cast<byte, T>(tensor.Bytes);
        var result = new TResult[values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = convert(values[i]);
        }

        return result;
    }

    private static NetworkTensor Write<T, TElement>(string name, TensorElementType type, long[] dims, T[] values, Func<T, TElement> convert)
        where TElement : struct
    {
        TElement[] elements = [.. values.Select(convert)];
        return new NetworkTensor(name, type, dims, MemoryMarshal.AsBytes<TElement>(elements).ToArray());
    }
}
