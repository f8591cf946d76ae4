using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Support;

internal static class TensorExtensions
{
    public static float[] ToFloats(this Tensor tensor)
    {
        using Tensor dense = tensor.detach().cpu().contiguous();
        return MemoryMarshal.Cast<byte, float>(dense.bytes).ToArray();
    }
}
