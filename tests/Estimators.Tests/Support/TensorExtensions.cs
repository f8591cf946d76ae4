using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Support;

internal static class TensorExtensions
{
    public static float[] ToFloats(this Tensor tensor)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(tensor.detach().cpu().contiguous().bytes).ToArray();
    }
}
