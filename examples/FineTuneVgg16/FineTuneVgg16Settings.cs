namespace MlNetDeep.Examples.FineTuneVgg16;

/// <summary>What a run does.</summary>
public sealed record FineTuneVgg16Settings
{
    /// <summary>Folder of photos, one subfolder a class.</summary>
    public required string Data { get; init; }

    /// <summary>The architecture, by its name in the zoo.</summary>
    public required string Network { get; init; }

    /// <summary>A file of weights; null for the published ones.</summary>
    public required string? Weights { get; init; }

    /// <summary>Height and width of the images.</summary>
    public required int Size { get; init; }

    /// <summary>Where features are kept; null for the usual place.</summary>
    public required string? Cache { get; init; }

    /// <summary>Folder for the model.</summary>
    public required string Output { get; init; }

    /// <summary>Where checkpoints are kept, from which a run goes on; null for none.</summary>
    public required string? Checkpoints { get; init; }

    /// <summary>Passes over the features.</summary>
    public required int Epochs { get; init; }

    /// <summary>The first layer that is trained in a second stage; null for no such stage.</summary>
    public required string? Unfreeze { get; init; }

    /// <summary>Passes over the photos in the second stage.</summary>
    public required int UnfreezeEpochs { get; init; }

    /// <summary>Photos a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Share of each class held out.</summary>
    public required double TestFraction { get; init; }

    /// <summary>Seed of the split, the head, order and dropout.</summary>
    public required int Seed { get; init; }

    /// <summary>Device to train on.</summary>
    public required string Device { get; init; }

    /// <summary>CPU threads; 0 for one per processor.</summary>
    public required int Threads { get; init; }

    /// <summary>Per cent of the test photos that must be right.</summary>
    public required double MinimumAccuracy { get; init; }
}
