using Microsoft.ML.Data;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>A digit as the network takes it.</summary>
internal sealed class DigitRow
{
    [VectorType(784)]
    public float[] Features { get; set; } = [];
}
