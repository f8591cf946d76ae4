namespace MlNetDeep;

/// <summary>A training image near a generated one.</summary>
/// <param name="Row">Its row, counted from 0.</param>
/// <param name="Distance">Euclidean distance of the features, 0 for images that look the same to the network.</param>
/// <param name="Image">The picture; null when pictures were not asked for, or the images have neither 1 nor 3 channels.</param>
public sealed record Neighbour(long Row, double Distance, ReportImage? Image);
