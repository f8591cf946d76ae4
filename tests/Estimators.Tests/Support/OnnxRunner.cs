using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>Runs a network with ONNX Runtime, the yardstick.</summary>
internal static class OnnxRunner
{
    public static float[] Run(Network network, float[] input, long[] shape)
    {
        _ = OnnxRuntimeEnvironment.Instance;
        using var session = new InferenceSession(network.ToBytes());
        using var results = session.Run(
            [NamedOnnxValue.CreateFromTensor(network.Inputs[0].Name, new DenseTensor<float>(input, [.. shape.Select(d => (int)d)]))]);
        return [.. results[0].AsTensor<float>()];
    }
}
