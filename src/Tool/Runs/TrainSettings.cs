namespace MlNetDeep.Tool.Runs;

/// <summary>What a training run was asked for; written beside every run and read by --config. Times are in seconds.</summary>
internal sealed record TrainSettings
{
    /// <summary>The version of this form.</summary>
    public const int CurrentVersion = 1;

    /// <summary>What <c>--model</c> calls a network of convolutions that begins with random weights.</summary>
    public const string FromScratch = "convnet";

    public int Version { get; init; } = CurrentVersion;

    /// <summary>The images: a folder, a list or a zip.</summary>
    public string? Data { get; init; }

    /// <summary>The backbone: a packaged network, an .onnx file, an architecture, or <see cref="FromScratch"/>; null for a choice by the images.</summary>
    public string? Model { get; init; }

    /// <summary>Passes over the images; null for 10 on cached features, 30 from scratch.</summary>
    public int? Epochs { get; init; }

    /// <summary>Height and width; null for what the network was made for.</summary>
    public int? ImageSize { get; init; }

    public int BatchSize { get; init; } = 32;

    /// <summary>The learning rate; null for the trainer's own.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The share of each class that is kept for validation where the data has no such part.</summary>
    public double ValidationFraction { get; init; } = 0.2;

    public int Seed { get; init; } = 1;

    public string Device { get; init; } = "auto";

    public int Threads { get; init; }

    /// <summary>Seconds after which training stops with the best so far; null for no limit.</summary>
    public double? MaxTime { get; init; }

    /// <summary>Whether warnings about the data are errors.</summary>
    public bool Strict { get; init; }
}
