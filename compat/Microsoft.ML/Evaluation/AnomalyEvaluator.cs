using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluation;

/// <summary>One evaluation of anomaly scores: the label is above 0 for anomalies, the score larger.</summary>
internal static class AnomalyEvaluator
{
    public static AnomalyDetectionMetrics Evaluate(IDataView data, string labelName, string scoreName, string predictedLabelName, int falsePositives)
    {
        DataViewSchema.Column label = ScoredColumns.Find(data, "Label", labelName);
        DataViewSchema.Column score = ScoredColumns.Find(data, "Score", scoreName);
        ScoredColumns.Find(data, "PredictedLabel", predictedLabelName);
        if (score.Type != NumberDataViewType.Single)
        {
            throw ScoredColumns.Mismatch("score", score, "Single");
        }

        if (label.Type != NumberDataViewType.Single && label.Type is not KeyDataViewType { Count: 2 })
        {
            throw ScoredColumns.Mismatch("label", label, "Single or a Key with cardinality 2");
        }

        (List<float> anomalies, List<float> others, List<(float Score, bool IsAnomaly)> rows) = Read(data, label, score);
        if (anomalies.Count == 0 || others.Count == 0)
        {
            (string parameter, string missing) = anomalies.Count == 0 ? ("PosSample", "positive") : ("NegSample", "negative");
            throw new ArgumentOutOfRangeException(parameter, $"The area under the ROC curve is not defined: the data has no {missing} rows with a score.");
        }

        return new AnomalyDetectionMetrics(
            ScoreCurve.AreaUnderRoc(CollectionsMarshal.AsSpan(anomalies), CollectionsMarshal.AsSpan(others)),
            DetectionRate(rows, anomalies.Count, falsePositives));
    }

    private static (List<float> Anomalies, List<float> Others, List<(float Score, bool IsAnomaly)> Rows) Read(
        IDataView data, DataViewSchema.Column label, DataViewSchema.Column score)
    {
        List<float> anomalies = [], others = [];
        List<(float Score, bool IsAnomaly)> rows = [];
        using DataViewRowCursor cursor = data.GetRowCursor([label, score]);
        ValueGetter<float> readLabel = LabelReader.Create(cursor, label);
        ValueGetter<float> readScore = cursor.GetGetter<float>(score);
        float labelValue = 0, scoreValue = 0;
        while (cursor.MoveNext())
        {
            readLabel(ref labelValue);
            readScore(ref scoreValue);
            if (float.IsFinite(scoreValue) && !float.IsNaN(labelValue))
            {
                (labelValue > 0 ? anomalies : others).Add(scoreValue);
                rows.Add((scoreValue, labelValue > 0));
            }
        }

        return (anomalies, others, rows);
    }

    /// <summary>
    /// The share of the anomalies that score above all but <paramref name="allowed"/> of the other rows. Rows of one score
    /// count in the order in which they came, where ML.NET takes that in which its heap gives them.
    /// </summary>
    private static double DetectionRate(List<(float Score, bool IsAnomaly)> rows, int anomalies, int allowed)
    {
        int found = 0, mistaken = 0;
        foreach ((_, bool isAnomaly) in rows.OrderByDescending(row => row.Score))
        {
            if (isAnomaly)
            {
                found++;
            }
            else if (++mistaken > allowed)
            {
                break;
            }
        }

        return (double)found / anomalies;
    }
}
