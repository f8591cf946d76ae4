namespace MlNetDeep.Examples.StyleTransfer;

/// <summary>What a run does.</summary>
public sealed record StyleTransferSettings
{
    /// <summary>The content picture.</summary>
    public required string Content { get; init; }

    /// <summary>The style picture.</summary>
    public required string Style { get; init; }

    /// <summary>The file to write.</summary>
    public required string Output { get; init; }

    /// <summary>An ONNX file, or an architecture.</summary>
    public required string Network { get; init; }

    /// <summary>A file of weights for the architecture; null for the published ones.</summary>
    public required string? Weights { get; init; }

    /// <summary>The length of the short side.</summary>
    public required int Size { get; init; }

    /// <summary>The same side of the style picture; 0 for <see cref="Size"/>.</summary>
    public required int StyleSize { get; init; }

    /// <summary>Steps.</summary>
    public required int Steps { get; init; }

    /// <summary>L-BFGS or Adam.</summary>
    public required StyleOptimizer Optimizer { get; init; }

    /// <summary>Weight of the style loss.</summary>
    public required double StyleWeight { get; init; }

    /// <summary>Weight of the total variation.</summary>
    public required double Smoothness { get; init; }

    /// <summary>Content or noise.</summary>
    public required StyleStart Start { get; init; }

    /// <summary>Whether colors are kept.</summary>
    public required bool KeepColor { get; init; }

    /// <summary>Seed of the noise.</summary>
    public required int Seed { get; init; }

    /// <summary>Device to compute on.</summary>
    public required string Device { get; init; }

    /// <summary>CPU threads; 0 for one per processor.</summary>
    public required int Threads { get; init; }

    /// <summary>By what factor the style loss must fall.</summary>
    public required double MinimumFall { get; init; }
}
