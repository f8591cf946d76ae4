using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>Arithmetic at the end of a network: put there, found, replaced, taken away.</summary>
public class OutputScalingTests
{
    private static readonly float[] _input = [1, -2, 3, 0.5f, 2, 2, -1, 0];

    [Fact]
    public void OutputsAreMultipliedAndMoved()
    {
        Network plain = Network.Input(4).Dense(2).Build(3), scaled = OutputScaling.Insert(plain, [10, 0.5f], [100, -7]);
        float[] before = Run(plain), after = Run(scaled);
        Assert.All(after.Select((value, i) => (value, i)), p => Assert.Equal(p.i % 2 == 0 ? (before[p.i] * 10) + 100 : (before[p.i] * 0.5f) - 7, p.value, 1e-4f));
        Assert.Equal(plain.Outputs[0].Name, scaled.Outputs[0].Name);

        // A file keeps it, and what it is.
        Network stored = Network.Load(new MemoryStream(scaled.ToBytes()));
        (float[] scale, float[]? shift) = OutputScaling.Find(stored)!.Value;
        Assert.Equal([10, 0.5f], scale);
        Assert.Equal([100, -7], shift!);
        Assert.Equal(before, Run(OutputScaling.Remove(stored)));
        Assert.Equal(plain.Nodes.Select(node => node.OpType), OutputScaling.Remove(stored).Nodes.Select(node => node.OpType));

        // It is nothing to train, and no second one comes on top of it.
        Assert.Equal(plain.Parameters.Select(p => p.Name), scaled.Parameters.Where(p => p.Trainable).Select(p => p.Name));
        Assert.Equal(Run(OutputScaling.Insert(plain, [2, 2], null)), Run(OutputScaling.Insert(stored, [2, 2], null)));
        Assert.Equal(plain.Metadata, OutputScaling.Remove(stored).Metadata);
    }

    [Theory]
    [InlineData("Softmax")]
    [InlineData("Sigmoid")]
    public void LogitsAreScaledInFrontOfTheActivation(string activation)
    {
        Network logits = Network.Input(4).Dense(2).Build(3), plain = logits.WithOutputActivation(activation);
        Network expected = OutputScaling.Insert(logits, [0.5f], null).WithOutputActivation(activation), found = OutputScaling.Insert(plain, [0.5f], null);
        Assert.Equal(activation, found.Nodes[^1].OpType);
        Assert.Equal(Run(expected), Run(found));
        Assert.NotEqual(Run(plain), Run(found));
        Assert.Equal(Run(plain), Run(OutputScaling.Remove(found)));
        Assert.Null(OutputScaling.Find(plain));
    }

    [Fact]
    public void MapsOfOneValueAreScaledByChannel()
    {
        Network plain = Network.Input(2, 2, 2).Conv2D(2, 1, padding: 0).GlobalAveragePool().Build(4), scaled = OutputScaling.Insert(plain, [1, 3], [0, 1]);
        float[] before = OnnxRunner.RunAll(plain, _input, 1, 2, 2, 2)[0], after = OnnxRunner.RunAll(scaled, _input, 1, 2, 2, 2)[0];
        Assert.Equal(before[0], after[0], 1e-5f);
        Assert.Equal((before[1] * 3) + 1, after[1], 1e-5f);
    }

    private static float[] Run(Network network) => OnnxRunner.RunAll(network, _input, 2, 4)[0];
}
