namespace MlNetDeep;

/// <summary>What one pass over scored rows found: counts of each truth and prediction, and the surest mistakes.</summary>
internal sealed class Evaluation
{
    private const double SmallestProbability = 1e-15;
    private readonly long[,] _counts;
    private readonly int _maxMistakes;
    private readonly PriorityQueue<Mistake, (double, long)> _mistakes = new();
    private double _logLoss;

    public Evaluation(IReadOnlyList<string> classNames, int maxMistakes)
    {
        ClassNames = classNames;
        _maxMistakes = maxMistakes;
        _counts = new long[classNames.Count, classNames.Count];
    }

    public IReadOnlyList<string> ClassNames { get; }

    public int Classes => ClassNames.Count;

    public long Rows { get; private set; }

    public long Correct { get; private set; }

    /// <summary>Rows without a label, which count for nothing else.</summary>
    public long Unlabelled { get; private set; }

    public double Accuracy => Rows == 0 ? double.NaN : (double)Correct / Rows;

    /// <summary>Mean of -ln(probability of the true class).</summary>
    public double LogLoss => Rows == 0 ? double.NaN : _logLoss / Rows;

    public long Count(int truth, int predicted) => _counts[truth, predicted];

    public long TruthCount(int truth) => Enumerable.Range(0, Classes).Sum(p => _counts[truth, p]);

    public long PredictedCount(int predicted) => Enumerable.Range(0, Classes).Sum(t => _counts[t, predicted]);

    public double Recall(int index) => Share(_counts[index, index], TruthCount(index));

    public double Precision(int index) => Share(_counts[index, index], PredictedCount(index));

    /// <summary>The mistakes kept, surest first.</summary>
    public IReadOnlyList<Mistake> WorstMistakes() =>
        [.. _mistakes.UnorderedItems.Select(i => i.Element).OrderByDescending(m => m.Probability).ThenBy(m => m.Row)];

    /// <summary>Different classes taken for one another, most frequent first.</summary>
    public IEnumerable<(int Truth, int Predicted, long Count)> Confusions() =>
        from truth in Enumerable.Range(0, Classes)
        from predicted in Enumerable.Range(0, Classes)
        where truth != predicted && _counts[truth, predicted] > 0
        orderby _counts[truth, predicted] descending, truth, predicted
        select (truth, predicted, _counts[truth, predicted]);

    public void AddUnlabelled() => Unlabelled++;

    /// <param name="row">Position of the row.</param>
    /// <param name="truth">Index of the true class.</param>
    /// <param name="predicted">Index of the class with the highest probability.</param>
    /// <param name="probability">That probability.</param>
    /// <param name="truthProbability">Probability of the true class.</param>
    /// <param name="image">Makes the picture; called only for a mistake that is kept.</param>
    public void Add(long row, int truth, int predicted, double probability, double truthProbability, Func<ReportImage?> image)
    {
        Rows++;
        _counts[truth, predicted]++;
        _logLoss -= Math.Log(double.IsFinite(truthProbability) ? Math.Clamp(truthProbability, SmallestProbability, 1) : SmallestProbability);
        if (truth == predicted)
        {
            Correct++;
            return;
        }

        // The least sure of those kept lies on top of the heap; of equals the later row goes first.
        (double, long) rank = (probability, -row);
        if (_mistakes.Count < _maxMistakes)
            _mistakes.Enqueue(new Mistake(row, image(), truth, predicted, probability), rank);
        else if (_mistakes.TryPeek(out _, out (double, long) least) && rank.CompareTo(least) > 0)
            _mistakes.EnqueueDequeue(new Mistake(row, image(), truth, predicted, probability), rank);
    }

    private static double Share(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;
}
