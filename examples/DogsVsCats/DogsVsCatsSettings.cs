namespace MlNetDeep.Examples.DogsVsCats;

/// <summary>What a run does.</summary>
public sealed record DogsVsCatsSettings
{
    /// <summary>Folder with <c>train</c> and <c>validation</c>, each with <c>cat</c> and <c>dog</c>.</summary>
    public required string Data { get; init; }

    /// <summary>Folder for the models.</summary>
    public required string Output { get; init; }

    /// <summary><c>transfer</c>, <c>scratch</c> or <c>both</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>A packaged network, an ONNX file, or an architecture with published weights.</summary>
    public required string Backbone { get; init; }

    /// <summary>Where features are kept; null for the usual place.</summary>
    public required string? Cache { get; init; }

    /// <summary>Passes over the features.</summary>
    public required int Epochs { get; init; }

    /// <summary>Passes over the photos from scratch.</summary>
    public required int ScratchEpochs { get; init; }

    /// <summary>Seed of weights, order, augmentation and dropout.</summary>
    public required int Seed { get; init; }

    /// <summary>Device to train on.</summary>
    public required string Device { get; init; }

    /// <summary>CPU threads; 0 for one per processor.</summary>
    public required int Threads { get; init; }

    /// <summary>Per cent that transfer must reach.</summary>
    public required double MinimumTransfer { get; init; }

    /// <summary>Per cent that training from scratch must reach.</summary>
    public required double MinimumScratch { get; init; }
}
