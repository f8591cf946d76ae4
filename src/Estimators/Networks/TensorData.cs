using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks;

/// <summary>Copies between the network's tensors, torch's, and numbers.</summary>
internal static class TensorData
{
    /// <summary>A torch tensor with the values of an initializer, of the same element type. The caller disposes it.</summary>
    public static Tensor ToTorch(NetworkTensor source)
    {
        ScalarType type = TypeOf(source.ElementType)
            ?? throw new NetworkFormatException($"Initializer '{source.Name}' has element type {source.ElementType}, which training does not read.");
        Tensor result = empty([.. source.Shape], type);
        if (source.Count > 0)
        {
            source.Bytes.CopyTo(result.bytes);
        }

        return result;
    }

    /// <summary>torch's name of an element type; null when torch computes with none such.</summary>
    public static ScalarType? TypeOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => ScalarType.Float32,
        TensorElementType.Double => ScalarType.Float64,
        TensorElementType.Float16 => ScalarType.Float16,
        TensorElementType.BFloat16 => ScalarType.BFloat16,
        TensorElementType.Int64 => ScalarType.Int64,
        TensorElementType.Int32 => ScalarType.Int32,
        TensorElementType.Int16 => ScalarType.Int16,
        TensorElementType.Int8 => ScalarType.Int8,
        TensorElementType.UInt8 => ScalarType.Byte,
        TensorElementType.Bool => ScalarType.Bool,
        _ => null,
    };

    /// <summary>Whether no value of a tensor is NaN or infinite; on a GPU this waits for it.</summary>
    public static bool IsFinite(Tensor tensor)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        return tensor.numel() == 0 || tensor.isfinite().all().item<bool>();
    }

    /// <summary>An initializer with the values of a float tensor, in the order of its dimensions.</summary>
    public static NetworkTensor ToNetwork(string name, Tensor source)
    {
        using Tensor host = source.cpu();
        using Tensor dense = host.contiguous();
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(dense.bytes);
        return NetworkTensor.Create(name, values, source.shape);
    }

    /// <summary>The values of a tensor of whole numbers, row by row; on a GPU this waits for it.</summary>
    public static long[] ToLongs(Tensor values)
    {
        using Tensor longs = values.to_type(ScalarType.Int64);
        using Tensor host = longs.cpu();
        using Tensor dense = host.contiguous();
        return dense.numel() == 0 ? [] : MemoryMarshal.Cast<byte, long>(dense.bytes).ToArray();
    }

    /// <summary>The values of a tensor as numbers, row by row; on a GPU this waits for it.</summary>
    public static double[] ToDoubles(Tensor values)
    {
        using Tensor plain = values.detach();
        using Tensor doubles = plain.to_type(ScalarType.Float64);
        using Tensor host = doubles.cpu();
        using Tensor dense = host.contiguous();
        return dense.numel() == 0 ? [] : MemoryMarshal.Cast<byte, double>(dense.bytes).ToArray();
    }

    /// <summary>The values of a constant of whole numbers.</summary>
    public static long[] ToLongs(NetworkTensor source)
    {
        using Tensor tensor = ToTorch(source);
        return ToLongs(tensor);
    }

    /// <summary>The values of a constant as numbers.</summary>
    public static double[] ToDoubles(NetworkTensor source)
    {
        using Tensor tensor = ToTorch(source);
        return ToDoubles(tensor);
    }
}
