using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Evaluation;

/// <summary>One evaluation of a scored binary view.</summary>
internal sealed class BinaryEvaluator
{
    // Above this many rows the area under the precision-recall curve is that of a sample.
    private const int PrecisionRecallRows = 100_000;

    private readonly BinaryTally _tally = new();
    private readonly List<float> _positives = [];
    private readonly List<float> _negatives = [];
    private readonly ReservoirSample<(float Score, bool Positive)> _sample;

    private BinaryEvaluator(IHostEnvironment environment) =>
        _sample = new(environment.Register(nameof(BinaryEvaluator)).Register(nameof(BinaryTally)).Rand, PrecisionRecallRows);

    public static CalibratedBinaryClassificationMetrics Evaluate(IHostEnvironment environment, IDataView data, string labelName, string scoreName, string probabilityName, string predictedLabelName)
    {
        (DataViewSchema.Column label, DataViewSchema.Column score) = FindLabelAndScore(data, labelName, scoreName);
        DataViewSchema.Column probability = ScoredColumns.Find(data, "Probability", probabilityName);
        ScoredColumns.Find(data, "PredictedLabel", predictedLabelName);
        CheckTypes(label, score);
        if (probability.Type != NumberDataViewType.Single)
        {
            throw ScoredColumns.Mismatch("probability", probability, "Single");
        }

        var evaluator = new BinaryEvaluator(environment);
        evaluator.Count(data, label, score, probability);
        return new CalibratedBinaryClassificationMetrics(evaluator._tally, evaluator.AreaUnderRoc(), evaluator.AreaUnderPrecisionRecall(), evaluator.Matrix(label));
    }

    public static BinaryClassificationMetrics Evaluate(IHostEnvironment environment, IDataView data, string labelName, string scoreName, string predictedLabelName)
    {
        (DataViewSchema.Column label, DataViewSchema.Column score) = FindLabelAndScore(data, labelName, scoreName);
        ScoredColumns.Find(data, "PredictedLabel", predictedLabelName);
        CheckTypes(label, score);

        var evaluator = new BinaryEvaluator(environment);
        evaluator.Count(data, label, score, probability: null);
        return new BinaryClassificationMetrics(evaluator._tally, evaluator.AreaUnderRoc(), evaluator.AreaUnderPrecisionRecall(), evaluator.Matrix(label));
    }

    private static (DataViewSchema.Column Label, DataViewSchema.Column Score) FindLabelAndScore(IDataView data, string label, string score) =>
        (ScoredColumns.Find(data, "Label", label), ScoredColumns.Find(data, "Score", score));

    private static void CheckTypes(DataViewSchema.Column label, DataViewSchema.Column score)
    {
        if (score.Type != NumberDataViewType.Single)
        {
            throw ScoredColumns.Mismatch("score", score, "Single");
        }

        if (label.Type != NumberDataViewType.Single && label.Type != NumberDataViewType.Double
            && label.Type is not BooleanDataViewType and not KeyDataViewType { Count: 2 })
        {
            throw ScoredColumns.Mismatch("label", label, "Single, Double, Boolean, or a Key with cardinality 2");
        }
    }

    private void Count(IDataView data, DataViewSchema.Column label, DataViewSchema.Column score, DataViewSchema.Column? probability)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(probability is null ? [label, score] : [label, score, probability.Value]);
        ValueGetter<float> readLabel = LabelReader.Create(cursor, label);
        ValueGetter<float> readScore = cursor.GetGetter<float>(score);
        ValueGetter<float> readProbability = probability is null ? null : cursor.GetGetter<float>(probability.Value);
        float labelValue = 0, scoreValue = 0, probabilityValue = float.NaN;
        while (cursor.MoveNext())
        {
            readLabel(ref labelValue);
            readScore(ref scoreValue);
            if (!float.IsFinite(scoreValue) || float.IsNaN(labelValue))
            {
                continue;
            }

            readProbability?.Invoke(ref probabilityValue);
            bool positive = labelValue > 0;
            _tally.Add(positive, scoreValue, probabilityValue);
            (positive ? _positives : _negatives).Add(scoreValue);
            _sample.Add((scoreValue, positive));
        }
    }

    private double AreaUnderRoc()
    {
        if (_positives.Count == 0 || _negatives.Count == 0)
        {
            (string parameter, string missing) = _positives.Count == 0 ? ("PosSample", "positive") : ("NegSample", "negative");
            throw new ArgumentOutOfRangeException(parameter, $"The area under the ROC curve is not defined: the data has no {missing} rows with a score.");
        }

        return ScoreCurve.AreaUnderRoc(CollectionsMarshal.AsSpan(_positives), CollectionsMarshal.AsSpan(_negatives));
    }

    private double AreaUnderPrecisionRecall() => ScoreCurve.AreaUnderPrecisionRecall(_sample.Items);

    private ConfusionMatrix Matrix(DataViewSchema.Column label)
    {
        string[] keyNames = label.Type is KeyDataViewType ? ScoredColumns.TextAnnotation(label, "KeyValues") : null;
        return new ConfusionMatrix(_tally.Counts, keyNames ?? ["positive", "negative"], isBinary: true);
    }
}
