namespace MlNetDeep;

/// <summary>
/// Generated images with the training images nearest to them: does the generator make something of its own, or repeat what
/// it was shown? Made by <c>mlContext.DeepLearning.FindNearestNeighbours</c>.
/// </summary>
public sealed class NearestNeighbours
{
    internal NearestNeighbours(IReadOnlyList<GeneratedNeighbours> rows, long trainingCount, string network, string layer)
    {
        Rows = rows;
        TrainingCount = trainingCount;
        Network = network;
        Layer = layer;
    }

    /// <summary>The generated images, in the order of their rows.</summary>
    public IReadOnlyList<GeneratedNeighbours> Rows { get; }

    /// <summary>Training rows that were searched.</summary>
    public long TrainingCount { get; }

    /// <summary>The name of the network.</summary>
    public string Network { get; }

    /// <summary>The value of the network in which distances were taken, before pooling.</summary>
    public string Layer { get; }

    /// <summary>Mean distance of the generated images to the nearest training image.</summary>
    public double MeanDistance => Rows.Average(row => row.Neighbours[0].Distance);

    /// <summary>
    /// One picture of all: a line for each generated image, which stands on the left, and behind a gap its neighbours, the
    /// nearest first. Small images are enlarged by a whole factor.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are no pictures, or the whole would be larger than 65,536 pixels.</exception>
    public ReportImage ToImage() => NeighbourPicture.Draw(Rows);

    /// <summary>Writes <see cref="ToImage"/> as a PNG file, which appears complete or not at all.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="InvalidOperationException">There are no pictures.</exception>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public void SavePng(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] png = ToImage().ToPng();
        AtomicFile.Write(path, stream => stream.Write(png));
    }
}
