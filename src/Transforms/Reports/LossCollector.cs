namespace MlNetDeep;

/// <summary>Keeps the rows with the highest losses of those that go by.</summary>
internal sealed class LossCollector(int capacity, int topClasses)
{
    private const double SmallestProbability = 1e-15;
    private readonly PriorityQueue<Entry, (double, long)> _rows = new();

    public void Add(long row, int truth, ReadOnlySpan<float> probabilities, Func<ReportImage?> image)
    {
        double p = probabilities[truth];
        double loss = -Math.Log(double.IsFinite(p) ? Math.Clamp(p, SmallestProbability, 1) : SmallestProbability);

        // The smallest of those kept lies on top of the heap; of equals the later row goes first.
        (double, long) rank = (loss, -row);
        if (_rows.Count < capacity)
            _rows.Enqueue(new Entry(row, truth, loss, probabilities.ToArray(), image()), rank);
        else if (_rows.TryPeek(out _, out (double, long) least) && rank.CompareTo(least) > 0)
            _rows.EnqueueDequeue(new Entry(row, truth, loss, probabilities.ToArray(), image()), rank);
    }

    /// <summary>The rows, the highest loss first.</summary>
    public IReadOnlyList<RowLoss> Rows(IReadOnlyList<string> names) =>
    [
        .. _rows.UnorderedItems.Select(i => i.Element).OrderByDescending(e => e.Loss).ThenBy(e => e.Row)
            .Select(e => new RowLoss(e.Row, names[e.Truth], e.Loss, TopClasses.Of(e.Probabilities, names, topClasses), e.Image)),
    ];

    private sealed record Entry(long Row, int Truth, double Loss, float[] Probabilities, ReportImage? Image);
}
