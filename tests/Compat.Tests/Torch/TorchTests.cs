using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlNetDeep.Compat.Tests.Torch;

/// <summary>Torch keeps counts and generators for the whole process: these tests run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchTests
{
    public const string Name = "torch";

    internal static float[] Floats(Tensor tensor) => tensor.data<float>().ToArray();

    internal static void Close(float[] expected, Tensor actual, float tolerance = 1e-5f)
    {
        float[] values = Floats(actual);
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(MathF.Abs(expected[i] - values[i]) <= tolerance, $"element {i}: expected {expected[i]}, found {values[i]}");
        }
    }

    /// <summary>0, 1, 2, ... times <paramref name="step"/>, in the given shape.</summary>
    internal static Tensor Ramp(float step, params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        float[] values = [.. Enumerable.Range(0, (int)count).Select(i => i * step)];
        return tensor(values, shape);
    }
}
