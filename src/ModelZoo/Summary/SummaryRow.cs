namespace MlNetDeep;

/// <summary>One layer in a <see cref="NetworkSummary"/>.</summary>
/// <param name="Layer">The name of the layer.</param>
/// <param name="Type">Its operator, for example <c>Conv</c>.</param>
/// <param name="OutputShape">The shape of its first output; null stands for the batch.</param>
/// <param name="Parameters">
/// The number of values that training may change; a tensor that several layers share counts at the first.
/// </param>
/// <param name="TrainableParameters">How many of them are not frozen.</param>
/// <param name="Macs">
/// Multiply-accumulate operations for one example, in convolutions and matrix products; other layers count 0.
/// </param>
public sealed record SummaryRow(
    string Layer, string Type, IReadOnlyList<long?> OutputShape, long Parameters, long TrainableParameters, long Macs)
{
    /// <summary>Whether the layer has parameters and all of them are frozen.</summary>
    public bool Frozen => Parameters > 0 && TrainableParameters == 0;

    /// <summary>The operator, and the name that people know it by where that is another one: "Dense, Gemm".</summary>
    internal string TypeText => Type == "Gemm" ? "Dense, Gemm" : Type;
}
