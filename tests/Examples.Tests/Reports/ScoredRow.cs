using Microsoft.ML.Data;

namespace MlNetDeep.Examples.Tests;

/// <summary>A row as a multiclass scorer leaves it: 3 classes, pictures of 2 x 3.</summary>
public sealed class ScoredRow
{
    [VectorType(1, 2, 3)]
    public byte[] Image { get; set; } = [];

    [KeyType(3)]
    public uint Label { get; set; }

    [VectorType(3)]
    public float[] Score { get; set; } = [];
}
