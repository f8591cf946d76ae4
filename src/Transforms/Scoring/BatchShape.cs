namespace MlNetDeep;

/// <summary>The shapes of one row of everything that a network reads and gives.</summary>
/// <param name="inputs">The network's inputs, in its order.</param>
/// <param name="outputs">The dimensions of its outputs without the batch, in its order.</param>
internal sealed class BatchShape(IReadOnlyList<InputShape> inputs, IReadOnlyList<IReadOnlyList<long>> outputs)
{
    /// <summary>The inputs.</summary>
    public IReadOnlyList<InputShape> Inputs => inputs;

    /// <summary>The dimensions of the outputs without the batch.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Outputs => outputs;

    /// <summary>The number of values of a row of each output.</summary>
    public int[] OutputSizes { get; } = [.. outputs.Select(o => (int)o.Aggregate(1L, (product, dimension) => checked(product * dimension)))];

    /// <summary>The batch size that the network insists on, or null when any will do.</summary>
    public long? FixedBatch => inputs.FirstOrDefault(i => i.FixedBatch is not null)?.FixedBatch;

    /// <summary>The largest number of rows, up to <paramref name="wanted"/>, that fits one buffer.</summary>
    public int BatchOf(int wanted) =>
        (int)(FixedBatch ?? Math.Clamp(InputShape.MaxSize / Math.Max(1, inputs.Select(i => i.Size).Concat(OutputSizes).Max()), 1, wanted));

    /// <summary>Whether rows of the other shape fit the same buffers.</summary>
    public bool IsSame(BatchShape other) => inputs.Count == other.Inputs.Count
        && inputs.Zip(other.Inputs, (a, b) => a.Dimensions.SequenceEqual(b.Dimensions)).All(same => same)
        && outputs.Zip(other.Outputs, (a, b) => a.SequenceEqual(b)).All(same => same);
}
