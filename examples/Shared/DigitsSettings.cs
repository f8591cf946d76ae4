using System.Globalization;

namespace MlNetDeep.Examples;

/// <summary>What a run of a digits example does.</summary>
public sealed record DigitsSettings
{
    /// <summary>What the digits are called, for example MNIST.</summary>
    public required string Name { get; init; }

    /// <summary>Folder for the model, the ONNX file and the report.</summary>
    public required string Output { get; init; }

    /// <summary>Folder with the four IDX files; null for the program's default.</summary>
    public string? Data { get; init; }

    /// <summary>What the report calls the classes; null for the labels.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Passes over the training digits.</summary>
    public int Epochs { get; init; } = 6;

    /// <summary>Digits a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Highest learning rate of the one-cycle schedule.</summary>
    public double LearningRate { get; init; } = 0.004;

    /// <summary>Training digits used; 0 for all.</summary>
    public int Rows { get; init; }

    /// <summary>Seed of weights, order and dropout.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Device to train on: cpu, cuda, cuda:1 or auto.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>CPU threads; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Per cent of the test digits that must be right.</summary>
    public double MinimumAccuracy { get; init; }

    /// <summary>The options that <see cref="Read"/> understands, a line each, with these settings as the defaults.</summary>
    public string Usage => string.Create(CultureInfo.InvariantCulture, $"""
          --data FOLDER              the four IDX files, plain or .gz
          --out FOLDER               where the model, the ONNX file and the report go ({Output})
          --epochs N                 passes over the training digits ({Epochs})
          --batch-size N             digits a step ({BatchSize})
          --learning-rate X          highest learning rate ({LearningRate})
          --rows N                   use only the first N training digits (0: all)
          --seed N                   seed of weights, order and dropout ({Seed})
          --device NAME              cpu, cuda, cuda:1 or auto ({Device})
          --threads N                CPU threads (0: one per processor)
          --minimum-accuracy X       per cent of the test digits that must be right ({MinimumAccuracy})
        """);

    /// <summary>Takes the options that all digits examples share, with these settings as the defaults.</summary>
    public DigitsSettings Read(CommandLine line) => this with
    {
        Data = line.Text("--data", Data),
        Output = line.Text("--out", Output)!,
        Epochs = line.Integer("--epochs", Epochs, 1, 10_000),
        BatchSize = line.Integer("--batch-size", BatchSize, 1, 65_536),
        LearningRate = line.Number("--learning-rate", LearningRate, 1e-8, 10),
        Rows = line.Integer("--rows", Rows, 0, int.MaxValue),
        Seed = line.Integer("--seed", Seed, 0, int.MaxValue),
        Device = line.Text("--device", Device)!,
        Threads = line.Integer("--threads", Threads, 0, 1024),
        MinimumAccuracy = line.Number("--minimum-accuracy", MinimumAccuracy, 0, 100),
    };
}
