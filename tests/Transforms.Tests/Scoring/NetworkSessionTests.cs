using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep.Transforms.Tests;

/// <summary>Sessions that read large tensors where they lie.</summary>
public class NetworkSessionTests
{
    // The first layer has 1 MB, and batch normalization is folded into it: ONNX Runtime reads and rewrites what it is lent.
    private static Network Large(int seed) =>
        Network.Input(64, 8, 8).Conv2D(448, 3).BatchNorm().ReLU().GlobalAveragePool().Flatten().Dense(300).ReLU().Dense(5).Softmax().Build(seed);

    [Fact]
    public void LentTensorsScoreAsWrittenOnes()
    {
        Assert.True(ExternalInitializers.AreAvailable);
        Network network = Large(1);
        byte[] before = network.ToBytes();
        float[] pixels = [.. Enumerable.Range(0, 64 * 64).Select(i => MathF.Sin(i))];
        float[] expected, found;
        using (var options = new SessionOptions())
        using (var written = new InferenceSession(before, options))
            expected = Run(written);
        using (InferenceSession lent = SessionFactory.Create(network, 1))
        {
            Assert.IsType<NetworkSession>(lent);
            // Several, and while the collector moves what is not pinned.
            using InferenceSession other = SessionFactory.Create(Large(2), 1);
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            found = Run(lent);
            Assert.NotEqual(found, Run(other));
        }

        Assert.Equal(expected, found, (a, b) => MathF.Abs(a - b) < 1e-6f);
        Assert.Equal(before, network.ToBytes());

        float[] Run(InferenceSession session)
        {
            using var run = new RunOptions();
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 64, 8, 8]);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, session.InputNames, [input], session.OutputNames);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }
    }

    [Fact]
    public void DisposingGivesTheTensorsBack()
    {
        int lent = NetworkSession.LentCount;
        InferenceSession session = SessionFactory.Create(Large(3), 1);
        Assert.Equal(lent + 2, NetworkSession.LentCount);
        session.Dispose();
        session.Dispose();
        Assert.Equal(lent, NetworkSession.LentCount);
    }

    [Fact]
    public void WhatIsRefusedGivesTheTensorsBack()
    {
        int lent = NetworkSession.LentCount;
        // Nobody knows the operator.
        byte[] onnx = Network.Input(300).Dense(300).ReLU("last").Build(1).ToBytes();
        onnx.AsSpan(onnx.AsSpan().IndexOf("Relu"u8), 4).Fill((byte)'x');
        Assert.ThrowsAny<OnnxRuntimeException>(() => SessionFactory.Create(Network.FromBytes(onnx), 1));
        Assert.Equal(lent, NetworkSession.LentCount);
    }
}
