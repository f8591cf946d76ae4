namespace MlNetDeep.Transforms;

/// <summary>
/// Keeps rows that go by: all of them up to a number, then a random sample of that size in which every row is as likely
/// as any other (Vitter, "Random sampling with a reservoir", 1985, algorithm R).
/// </summary>
internal sealed class FeatureSampler(int size, int capacity, int seed)
{
    private readonly Random _random = new(seed);
    private long _seen;

    /// <summary>The rows kept so far.</summary>
    public FeatureRows Rows { get; } = new(size);

    public void Add(ReadOnlySpan<float> row)
    {
        if (Rows.Count < capacity)
            Rows.Add(row);
        else if (_random.NextInt64(_seen + 1) is var place && place < capacity)
            row.CopyTo(Rows[(int)place]);
        _seen++;
    }
}
