using Microsoft.ML.Data;

namespace MlNetDeep.Examples;

/// <summary>One row of an IDX digit set, for a PredictionEngine.</summary>
public sealed class Digit
{
    /// <summary>Grey values, [1, 28, 28].</summary>
    [VectorType(1, 28, 28)]
    public byte[] Features { get; set; } = [];

    /// <summary>The digit that it is.</summary>
    public uint Label { get; set; }
}
