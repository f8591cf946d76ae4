using Microsoft.ML;

namespace MlNetDeep;

/// <summary>A chain of ML.NET's own transformers, and how it agrees with the model that it was made of.</summary>
/// <param name="Model">The chain: save it with <c>mlContext.Model.Save</c>.</param>
/// <param name="Rows">How many rows were scored by both; 0 when nothing was compared.</param>
/// <param name="LargestDifference">The largest difference of a number, absolute up to 1 and relative above.</param>
/// <param name="LabelAgreement">The share of rows on which every label is the same.</param>
public sealed record StockPipeline(ITransformer Model, int Rows, double LargestDifference, double LabelAgreement);
