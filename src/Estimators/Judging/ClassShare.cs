namespace MlNetDeep;

/// <summary>How many of the samples a classifier takes for one class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Count">Rows.</param>
/// <param name="Share">Their share of all rows that the classifier gave a class, 0 to 1; NaN without rows.</param>
public sealed record ClassShare(string Name, long Count, double Share);
