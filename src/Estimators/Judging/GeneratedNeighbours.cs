namespace MlNetDeep;

/// <summary>A generated image and the training images nearest to it.</summary>
/// <param name="Row">The generated row, counted from 0.</param>
/// <param name="Image">The picture; null when pictures were not asked for, or the images have neither 1 nor 3 channels.</param>
/// <param name="Neighbours">The nearest training images, the nearest first; of equally near ones the earlier row.</param>
public sealed record GeneratedNeighbours(long Row, ReportImage? Image, IReadOnlyList<Neighbour> Neighbours);
