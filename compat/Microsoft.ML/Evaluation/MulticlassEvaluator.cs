using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluation;

internal static class MulticlassEvaluator
{
    public static MulticlassClassificationMetrics Evaluate(IDataView data, string labelName, string scoreName, string predictedLabelName, int topK)
    {
        DataViewSchema.Column label = ScoredColumns.Find(data, "Label", labelName);
        DataViewSchema.Column score = ScoredColumns.Find(data, "Score", scoreName);
        ScoredColumns.Find(data, "PredictedLabel", predictedLabelName);
        if (score.Type is not VectorDataViewType { Size: >= 2 } scoreType || scoreType.ItemType != NumberDataViewType.Single)
        {
            throw ScoredColumns.Mismatch("score", score, "vector of two or more items of type Single");
        }

        if (label.Type != NumberDataViewType.Single && label.Type is not KeyDataViewType)
        {
            throw ScoredColumns.Mismatch("label", label, "Single or Key");
        }

        // Ranks go one beyond the classes; accuracies past them are not defined.
        if (topK > scoreType.Size + 1)
        {
            throw new IndexOutOfRangeException($"topKPredictionCount is {topK}, but column '{scoreName}' has {scoreType.Size} scores.");
        }

        var tally = new MulticlassTally(scoreType.Size);
        Count(data, label, score, new float[scoreType.Size], tally);

        string[] names = ScoredColumns.TextAnnotation(score, "SlotNames") ?? Enumerable.Range(0, scoreType.Size).Select(c => c.ToString()).ToArray();
        return new MulticlassClassificationMetrics(
            tally.MicroAccuracy,
            tally.MacroAccuracy,
            tally.LogLoss,
            tally.LogLossReduction,
            tally.TopKAccuracies(topK),
            tally.PerClassLogLoss(),
            topK,
            new ConfusionMatrix(tally.Counts, names, isBinary: false));
    }

    private static void Count(IDataView data, DataViewSchema.Column label, DataViewSchema.Column score, float[] scores, MulticlassTally tally)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([label, score]);
        ValueGetter<float> readLabel = LabelReader.Create(cursor, label);
        ValueGetter<VBuffer<float>> readScore = cursor.GetGetter<VBuffer<float>>(score);
        float value = 0;
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            // Rows without a usable label or with scores that are not finite do not count.
            readLabel(ref value);
            if (float.IsNaN(value) || value < 0 || value != (int)value)
            {
                continue;
            }

            readScore(ref buffer);
            if (buffer.Length != scores.Length)
            {
                throw new InvalidOperationException($"A row of column '{score.Name}' has {buffer.Length} scores; the column's type says {scores.Length}.");
            }

            if (AllFinite(buffer.GetValues()))
            {
                buffer.CopyTo(scores);
                tally.Add((int)value, scores);
            }
        }
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
