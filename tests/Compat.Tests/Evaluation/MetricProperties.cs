using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Evaluation;

/// <summary>What holds for the metrics of all predictions.</summary>
public sealed class MetricProperties
{
    private readonly MLContext _ml = new(1);

    // Few different scores, so that many are equal.
    private readonly Arbitrary<BinaryRow[]> _binary = (
        from rows in Gen.ArrayOf(
            from label in Gen.Elements(true, false)
            from score in Gen.Choose(-5, 5)
            select new BinaryRow { Label = label, Score = score })
        where rows.Any(row => row.Label) && rows.Any(row => !row.Label)
        select rows).ToArbitrary();

    private readonly Arbitrary<MulticlassRow[]> _multiclass = (
        from rows in Gen.NonEmptyListOf(
            from label in Gen.Choose(0, 3)
            from scores in Gen.ArrayOf(Gen.Choose(0, 8), 4)
            select new MulticlassRow { Label = (uint)label, Score = Array.ConvertAll(scores, score => score / 8f) })
        select rows.ToArray()).ToArbitrary();

    [Fact]
    public void TheAreaUnderTheRocCurveIsTheShareOfPairsInOrder() => Check(_binary, rows =>
    {
        float[] positives = [.. rows.Where(row => row.Label).Select(row => row.Score)];
        float[] negatives = [.. rows.Where(row => !row.Label).Select(row => row.Score)];
        double pairs = positives.Sum(p => negatives.Sum(n => p > n ? 1 : p == n ? 0.5 : 0));
        return Near(pairs / positives.Length / negatives.Length, Evaluate(rows).AreaUnderRocCurve);
    });

    [Fact]
    public void ExchangingTheClassesTurnsTheAreaOver() => Check(_binary, rows =>
    {
        BinaryRow[] exchanged = Array.ConvertAll(rows, row => new BinaryRow { Label = !row.Label, Score = row.Score });
        return Near(1 - Evaluate(rows).AreaUnderRocCurve, Evaluate(exchanged).AreaUnderRocCurve);
    });

    [Fact]
    public void AreasDependOnTheOrderOfTheScoresOnly() => Check(_binary, rows =>
    {
        BinaryRow[] stretched = Array.ConvertAll(rows, row => new BinaryRow { Label = row.Label, Score = (row.Score * 8) + 3 });
        BinaryClassificationMetrics a = Evaluate(rows), b = Evaluate(stretched);
        return a.AreaUnderRocCurve == b.AreaUnderRocCurve && a.AreaUnderPrecisionRecallCurve == b.AreaUnderPrecisionRecallCurve;
    });

    [Fact]
    public void TheBinaryMatrixExplainsTheOtherMetrics() => Check(_binary, rows =>
    {
        BinaryClassificationMetrics metrics = Evaluate(rows);
        ConfusionMatrix matrix = metrics.ConfusionMatrix;
        return matrix.Counts.Sum(row => row.Sum()) == rows.Length
            && Near(metrics.Accuracy, (matrix.Counts[0][0] + matrix.Counts[1][1]) / rows.Length)
            && Near(metrics.PositiveRecall, matrix.PerClassRecall[0]) && Near(metrics.NegativeRecall, matrix.PerClassRecall[1])
            && Near(metrics.PositivePrecision, matrix.PerClassPrecision[0]) && Near(metrics.NegativePrecision, matrix.PerClassPrecision[1]);
    });

    [Fact]
    public void TheMulticlassMatrixExplainsTheAccuracies() => Check(_multiclass, rows =>
    {
        MulticlassClassificationMetrics metrics = Evaluate(rows);
        ConfusionMatrix matrix = metrics.ConfusionMatrix;
        int[] present = [.. rows.Select(row => (int)row.Label).Distinct()];
        return matrix.Counts.Sum(row => row.Sum()) == rows.Length
            && Near(metrics.MicroAccuracy, Enumerable.Range(0, 4).Sum(c => matrix.Counts[c][c]) / rows.Length)
            && Near(metrics.MacroAccuracy, present.Average(c => matrix.PerClassRecall[c]));
    });

    [Fact]
    public void TopKRisesFromTheMicroAccuracyToOne() => Check(_multiclass, rows =>
    {
        MulticlassClassificationMetrics metrics = Evaluate(rows);
        IReadOnlyList<double> top = metrics.TopKAccuracyForAllK;
        return Near(top[0], metrics.MicroAccuracy) && Near(top[3], 1) && top.Zip(top.Skip(1)).All(pair => pair.First <= pair.Second + 1e-12);
    });

    [Fact]
    public void TheLogLossIsTheMeanOfThoseOfTheClasses() => Check(_multiclass, rows =>
    {
        MulticlassClassificationMetrics metrics = Evaluate(rows);
        double sum = rows.GroupBy(row => (int)row.Label).Sum(group => group.Count() * metrics.PerClassLogLoss[group.Key]);
        return Near(sum / rows.Length, metrics.LogLoss);
    });

    [Fact]
    public void TheOrderOfTheRowsDoesNotMatter() => Check(_multiclass, rows =>
    {
        MulticlassClassificationMetrics a = Evaluate(rows), b = Evaluate([.. rows.Reverse()]);
        return Near(a.LogLoss, b.LogLoss) && a.MicroAccuracy == b.MicroAccuracy && Near(a.MacroAccuracy, b.MacroAccuracy);
    });

    private static void Check<T>(Arbitrary<T> inputs, Func<T, bool> holds) => Prop.ForAll(inputs, holds).QuickCheckThrowOnFailure();

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected));

    private BinaryClassificationMetrics Evaluate(BinaryRow[] rows) =>
        _ml.BinaryClassification.EvaluateNonCalibrated(_ml.Data.LoadFromEnumerable(rows));

    private MulticlassClassificationMetrics Evaluate(MulticlassRow[] rows) =>
        _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows), topKPredictionCount: 4);

    private sealed class BinaryRow
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class MulticlassRow
    {
        [KeyType(4)]
        public uint Label { get; set; }

        [VectorType(4)]
        public float[] Score { get; set; } = [];

        [KeyType(4)]
        public uint PredictedLabel { get; set; }
    }
}
