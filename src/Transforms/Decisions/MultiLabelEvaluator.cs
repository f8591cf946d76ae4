using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Counts the decisions of a multi-label model, in one pass over scored rows; the scores of all rows are kept for the order.</summary>
internal static class MultiLabelEvaluator
{
    public static MultiLabelMetrics Evaluate(IDataView scored, string labelColumnName, string predictedLabelColumnName, string scoreColumnName)
    {
        DataViewSchema.Column label = Find(scored.Schema, labelColumnName), predicted = Find(scored.Schema, predictedLabelColumnName), score = Find(scored.Schema, scoreColumnName);
        if (predicted.Type is not VectorDataViewType { IsKnownSize: true, ItemType: BooleanDataViewType } type)
            throw new ColumnException(predicted.Name, $"Column '{predicted.Name}' has type {predicted.Type}; expected a vector of Booleans, the decisions of a multi-label model.");
        if (score.Type is not VectorDataViewType scores || scores.ItemType != NumberDataViewType.Single || scores.Size != type.Size)
            throw new ColumnException(score.Name, $"Column '{score.Name}' has type {score.Type}; expected a vector of {type.Size} floats, one for each class.");

        int count = type.Size;
        ClassLabels classes = ClassLabels.FromSlotNames(predicted);
        var kept = Enumerable.Range(0, count).Select(_ => new List<(float Score, bool Truth)>()).ToArray();
        long[] said = new long[count], right = new long[count];
        long rows = 0, whole = 0;
        using DataViewRowCursor cursor = scored.GetRowCursor([label, predicted, score]);
        LabelGetter readLabel = TruthReader.Labels(cursor, label, classes);
        ValueGetter<VBuffer<bool>> getPredicted = cursor.GetGetter<VBuffer<bool>>(predicted);
        ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(score);
        var truth = new double[count];
        var decisions = new bool[count];
        var values = new float[count];
        VBuffer<bool> decided = default;
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            readLabel(truth);
            getPredicted(ref decided);
            decided.CopyTo(decisions);
            getScore(ref buffer);
            buffer.CopyTo(values);
            bool isWhole = true;
            for (int i = 0; i < count; i++)
            {
                bool isThere = truth[i] == 1;
                said[i] += decisions[i] ? 1 : 0;
                right[i] += decisions[i] && isThere ? 1 : 0;
                isWhole &= decisions[i] == isThere;
                kept[i].Add((values[i], isThere));
            }

            rows++;
            whole += isWhole ? 1 : 0;
        }

        return new MultiLabelMetrics(rows, whole,
            [.. kept.Select((all, i) => new LabelQuality(classes.Texts[i], all.Count(row => row.Truth), said[i], right[i], AveragePrecision(all)))]);
    }

    private static double AveragePrecision(List<(float Score, bool Truth)> rows)
    {
        rows.Sort((a, b) => b.Score.CompareTo(a.Score));
        long positives = rows.Count(row => row.Truth), right = 0, before = 0;
        double sum = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            right += rows[i].Truth ? 1 : 0;
            if (i + 1 < rows.Count && rows[i + 1].Score == rows[i].Score)
                continue;
            sum += (right - before) * ((double)right / (i + 1));
            before = right;
        }

        return positives == 0 ? double.NaN : sum / positives;
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name) ?? throw ColumnException.Missing(name, schema);
}
