using System.Runtime.InteropServices;

namespace MlNetDeep;

/// <summary>Makes tensors of what files hold: single precision, finite.</summary>
internal static class WeightConversion
{
    public static NetworkTensor ToTensor(WeightEntry entry)
    {
        var info = entry.Info;
        var size = WeightEntry.CheckSize(info.Name, info.ElementType, info.Shape);
        var bytes = entry.Read();
        if (bytes.Length != size)
        {
            throw new WeightFileException(
                $"Tensor '{info.Name}' of shape {ShapeText.Format(info.Shape)} needs {size} bytes, but the file gives "
                + $"{bytes.Length}.");
        }

        var floats = info.ElementType switch
        {
            TensorElementType.Float => bytes,
            TensorElementType.Float16 => Convert<Half>(info, bytes, h => (float)h),
            TensorElementType.BFloat16 => Convert<ushort>(
                info, bytes, b => BitConverter.UInt32BitsToSingle((uint)b << 16)),
            TensorElementType.Double => Convert<double>(info, bytes, d => (float)d),
            _ => null,
        };
        if (floats is null)
        {
            return new NetworkTensor(info.Name, info.ElementType, [.. info.Shape], bytes);
        }

        CheckFinite(info, MemoryMarshal.Cast<byte, float>(floats));
        return new NetworkTensor(info.Name, TensorElementType.Float, [.. info.Shape], floats);
    }

    private static byte[] Convert<T>(WeightInfo info, byte[] bytes, Func<T, float> convert)
        where T : struct
    {
        var source = MemoryMarshal.Cast<byte, T>(bytes);
        if (source.Length > Array.MaxLength / sizeof(float))
        {
            throw new WeightFileException($"Tensor '{info.Name}' has 2 GiB or more in single precision.");
        }

        var result = GC.AllocateUninitializedArray<byte>(source.Length * sizeof(float));
        var target = MemoryMarshal.Cast<byte, float>(result.AsSpan());
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = convert(source[i]);
        }

        return result;
    }

    private static void CheckFinite(WeightInfo info, ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new WeightFileException(
                    $"Tensor '{info.Name}' holds {values[i]} at element {i}, where weights must be finite numbers. The "
                    + "training that wrote the file probably diverged.");
            }
        }
    }
}
