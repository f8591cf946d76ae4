namespace MlNetDeep.Examples.Gan;

/// <summary>What a run does.</summary>
public sealed record GanSettings
{
    /// <summary>Folder with the four MNIST files.</summary>
    public required string Data { get; init; }

    /// <summary>Folder for pictures and models.</summary>
    public required string Output { get; init; }

    /// <summary><c>conditional</c> or <c>unconditional</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Passes over the digits.</summary>
    public required int Epochs { get; init; }

    /// <summary>Filters of the networks' outer layers.</summary>
    public required int Filters { get; init; }

    /// <summary>Digits in a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Largest learning rate of the generator.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How many digits to train on; 0 for all.</summary>
    public required int Rows { get; init; }

    /// <summary>A saved classifier; null to train one.</summary>
    public required string? Classifier { get; init; }

    /// <summary>Seed of weights, order and latents.</summary>
    public required int Seed { get; init; }

    /// <summary>Device to train on.</summary>
    public required string Device { get; init; }

    /// <summary>CPU threads; 0 for one per processor.</summary>
    public required int Threads { get; init; }

    /// <summary>Per cent of the drawn digits that must be recognized; conditional only.</summary>
    public required double MinimumAccuracy { get; init; }

    /// <summary>Per cent of an untrained generator's Fréchet distance that may be left.</summary>
    public required double LargestDistance { get; init; }

    /// <summary>Whether digits can be asked for by class.</summary>
    public bool IsConditional => Mode == "conditional";
}
