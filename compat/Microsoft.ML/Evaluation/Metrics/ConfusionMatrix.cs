using Microsoft.ML.Evaluation;

namespace Microsoft.ML.Data;

public sealed class ConfusionMatrix
{
    private string _table;

    internal ConfusionMatrix(double[][] counts, string[] classNames, bool isBinary)
    {
        ClassNames = classNames;
        IsBinary = isBinary;
        NumberOfClasses = counts.Length;
        Counts = Array.AsReadOnly(Array.ConvertAll(counts, IReadOnlyList<double> (row) => Array.AsReadOnly((double[])row.Clone())));

        var precision = new double[counts.Length];
        var recall = new double[counts.Length];
        for (int c = 0; c < counts.Length; c++)
        {
            double truth = 0, predicted = 0;
            for (int other = 0; other < counts.Length; other++)
            {
                truth += counts[c][other];
                predicted += counts[other][c];
            }

            recall[c] = truth > 0 ? counts[c][c] / truth : 0;
            precision[c] = predicted > 0 ? counts[c][c] / predicted : 0;
        }

        PerClassPrecision = Array.AsReadOnly(precision);
        PerClassRecall = Array.AsReadOnly(recall);
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>Rows are the actual classes, columns the predicted ones.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses { get; }

    internal IReadOnlyList<string> ClassNames { get; }

    /// <summary>Whether the table starts with a line about the share of positives.</summary>
    internal bool IsBinary { get; }

    public string GetFormattedConfusionTable() => _table ??= ConfusionTable.Format(this);

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        CheckClass(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        CheckClass(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    private void CheckClass(int index, string name)
    {
        if ((uint)index >= (uint)NumberOfClasses)
        {
            throw new ArgumentOutOfRangeException(name, $"There is no class {index}: the matrix has the classes 0 to {NumberOfClasses - 1}.");
        }
    }
}
