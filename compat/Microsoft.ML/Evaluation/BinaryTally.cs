namespace Microsoft.ML.Evaluation;

/// <summary>Counts over the rows of a scored binary view, and the metrics that follow from them. A score above 0 predicts true.</summary>
internal sealed class BinaryTally
{
    private double _truePositives;
    private double _trueNegatives;
    private double _falsePositives;
    private double _falseNegatives;
    private double _positivesWithProbability;
    private double _negativesWithProbability;
    private double _loss;

    public double Accuracy => (_trueNegatives + _truePositives) / Rows;

    public double PositivePrecision => Share(_truePositives, _falsePositives);

    public double PositiveRecall => Share(_truePositives, _falseNegatives);

    public double NegativePrecision => Share(_trueNegatives, _falseNegatives);

    public double NegativeRecall => Share(_trueNegatives, _falsePositives);

    public double F1Score => PositivePrecision + PositiveRecall == 0
        ? 0
        : 2 * PositivePrecision * PositiveRecall / (PositivePrecision + PositiveRecall);

    public double Entropy => EntropyOf((_truePositives + _falseNegatives) / Rows);

    public double LogLoss => double.IsNaN(_loss) ? double.NaN : RowsWithProbability > 0 ? _loss / RowsWithProbability : 0;

    public double LogLossReduction
    {
        get
        {
            if (RowsWithProbability == 0)
            {
                return 0;
            }

            double prior = EntropyOf(_positivesWithProbability / RowsWithProbability);
            return (prior - (_loss / RowsWithProbability)) / prior;
        }
    }

    /// <summary>The positive class comes first.</summary>
    public double[][] Counts => [[_truePositives, _falseNegatives], [_falsePositives, _trueNegatives]];

    private double Rows => _truePositives + _trueNegatives + _falseNegatives + _falsePositives;

    private double RowsWithProbability => _positivesWithProbability + _negativesWithProbability;

    /// <param name="probability">NaN when there is none; the log-loss of the whole is NaN then.</param>
    public void Add(bool positive, float score, float probability)
    {
        bool predicted = score > 0;
        (positive ? ref (predicted ? ref _truePositives : ref _falseNegatives) : ref (predicted ? ref _falsePositives : ref _trueNegatives))++;

        if (float.IsNaN(probability))
        {
            _loss = double.NaN;
            return;
        }

        (positive ? ref _positivesWithProbability : ref _negativesWithProbability)++;
        _loss -= Math.Log(positive ? probability : 1.0 - probability, 2);
    }

    private static double Share(double hits, double misses) => hits + misses > 0 ? hits / (hits + misses) : 0;

    /// <summary>In bits, of an event with probability <paramref name="p"/>.</summary>
    private static double EntropyOf(double p) =>
        p is >= 0 and <= 1
            ? p is 0 or 1 ? 0 : (-p * Math.Log(p, 2)) - ((1 - p) * Math.Log(1 - p, 2))
            : double.NaN;
}
