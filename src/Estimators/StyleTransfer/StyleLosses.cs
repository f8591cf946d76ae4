namespace MlNetDeep;

/// <summary>The losses of a picture, without their weights, and their weighted sum.</summary>
internal readonly record struct StyleLosses(double Style, double Content, double TotalVariation, double Total);
