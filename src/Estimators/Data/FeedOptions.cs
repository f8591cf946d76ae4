using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Data;

/// <summary>How rows become batches.</summary>
internal sealed record FeedOptions
{
    public required int BatchSize { get; init; }

    public required ScalarType LabelType { get; init; }

    /// <summary>Whether host buffers are pinned, for copies to a GPU that overlap with its work.</summary>
    public required bool Pinned { get; init; }

    /// <summary>Batches that the reader may be ahead.</summary>
    public int ReadAhead { get; init; } = 3;

    /// <summary>Batches that the consumer holds before it gives them back.</summary>
    public int HeldByConsumer { get; init; } = 1;

    /// <summary>Whether no batch may have a single row, unless all have.</summary>
    public bool NeedsTwoRows { get; init; }

    public bool Shuffle { get; init; }

    public int Seed { get; init; }

    /// <summary>Whether all rows are kept in memory.</summary>
    public bool InMemory { get; init; }

    /// <summary>Rows of the shuffle window when rows are streamed.</summary>
    public int Window { get; init; } = 1;

    /// <summary>Which rows, by their number in the data view, belong to this feed; null for all.</summary>
    public Func<long, bool>? Filter { get; init; }
}
