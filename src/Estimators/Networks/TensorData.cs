using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks;

/// <summary>Copies between the network's tensors and torch's.</summary>
internal static class TensorData
{
    /// <summary>A torch tensor with the values of an initializer. The caller disposes it.</summary>
    public static Tensor ToTorch(NetworkTensor source)
    {
        ScalarType type = source.ElementType switch
        {
            TensorElementType.Float => ScalarType.Float32,
            TensorElementType.Double => ScalarType.Float64,
            TensorElementType.Int64 => ScalarType.Int64,
            TensorElementType.Int32 => ScalarType.Int32,
            TensorElementType.UInt8 => ScalarType.Byte,
            TensorElementType.Int8 => ScalarType.Int8,
            TensorElementType.Bool => ScalarType.Bool,
            var other => throw new NetworkFormatException($"Initializer '{source.Name}' has element type {other}, which training does not read."),
        };
        Tensor result = empty([.. source.Shape], type);
        source.Bytes.CopyTo(result.bytes);
        return result;
    }

    /// <summary>An initializer with the values of a float tensor, in the order of its dimensions.</summary>
    public static NetworkTensor ToNetwork(string name, Tensor source)
    {
        using Tensor host = source.cpu();
        using Tensor dense = host.contiguous();
        ReadOnlySpan<float> values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(dense.bytes);
        return NetworkTensor.Create(name, values, source.shape);
    }
}
