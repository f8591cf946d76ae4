using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep.Tests.Shared;

/// <summary>Runs networks in ONNX Runtime, the yardstick.</summary>
internal static class OnnxRunner
{
    /// <summary>The values of the first output.</summary>
    public static float[] Run(Network network, float[] input, params long[] shape) => RunAll(network, input, shape)[0];

    /// <summary>The values of all outputs, in the network's order.</summary>
    public static float[][] RunAll(Network network, float[] input, params long[] shape)
    {
        _ = OnnxRuntimeEnvironment.Instance;
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(network.ToBytes(), options);
        using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var run = new RunOptions();
        using var results = session.Run(
            run, [network.Inputs[0].Name], [value], [.. network.Outputs.Select(o => o.Name)]);
        return [.. results.Select(r => r.GetTensorDataAsSpan<float>().ToArray())];
    }

    /// <summary>The network that ends before the last softmax or sigmoid of each output.</summary>
    public static Network Logits(Network network) => network.WithOutputs(
        [.. network.Outputs.Select(o => network.Nodes.Single(n => n.Outputs.Contains(o.Name)).Inputs[0])]);

    /// <summary>The largest difference, relative to the largest expected magnitude.</summary>
    public static double Difference(float[] expected, float[] actual)
    {
        Xunit.Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(e => Math.Abs((double)e));
        return expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max() / scale;
    }
}
