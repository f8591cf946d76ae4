using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Reads scored rows into an <see cref="Evaluation"/>: one pass, only the columns that matter.</summary>
internal static class EvaluationReader
{
    private const string SlotNames = "SlotNames";
    private const string KeyValues = "KeyValues";

    /// <param name="scored">The rows.</param>
    /// <param name="options">Columns and limits.</param>
    /// <param name="pictures">Makes pictures of the image column; null reads it as it is.</param>
    /// <param name="losses">Receives all rows with a label; null for none.</param>
    public static Evaluation Read(
        IDataView scored, ReportEvaluationOptions options, Func<DataViewRow, Func<ReportImage?>>? pictures = null, LossCollector? losses = null)
    {
        DataViewSchema.Column label = Find(scored.Schema, options.LabelColumnName);
        DataViewSchema.Column? image = options.ImageColumnName is string name ? Find(scored.Schema, name) : PictureReader.Find(scored.Schema);
        return label.Type switch
        {
            KeyDataViewType key => ReadMulticlass(scored, options, label, image, key, pictures, losses),
            BooleanDataViewType => ReadBinary(scored, options, label, image, pictures, losses),
            _ => throw new ColumnException(label.Name,
                $"Column '{label.Name}': expected a key (from MapValueToKey) or a bool, found {label.Type}."),
        };
    }

    private static Evaluation ReadMulticlass(
        IDataView scored, ReportEvaluationOptions options, DataViewSchema.Column label, DataViewSchema.Column? image, KeyDataViewType key,
        Func<DataViewRow, Func<ReportImage?>>? pictures, LossCollector? losses)
    {
        DataViewSchema.Column score = Find(scored.Schema, options.ScoreColumnName);
        if (score.Type is not VectorDataViewType { IsKnownSize: true } type || type.ItemType != NumberDataViewType.Single || type.Size == 0)
            throw new ColumnException(score.Name, $"Column '{score.Name}': expected a vector of float with one probability a class, found {score.Type}.");
        int classes = type.Size;
        if (key.Count > (ulong)classes)
            throw new ColumnException(label.Name, $"Column '{label.Name}': expected a key of at most {classes} values, as many as '{score.Name}' has probabilities, found {label.Type}.");

        Evaluation evaluation = new(options.ClassNames ?? ClassNames(score, label, classes), options.MaximumMistakes);
        if (evaluation.Classes != classes)
            throw new ArgumentException($"Expected {classes} class names, as many as '{score.Name}' has probabilities, found {evaluation.Classes}.");

        using DataViewRowCursor cursor = scored.GetRowCursor(Columns(label, score, image));
        Func<int> getLabel = TruthReader.Key(cursor, label, Known(scored.Schema, score, options, classes) is { } known ? TruthReader.Match(label, known) : null);
        ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(score);
        Func<ReportImage?> getImage = pictures is null ? PictureReader.For(cursor, image) : pictures(cursor);
        VBuffer<float> buffer = default;
        float[] probabilities = new float[classes];
        for (long row = 0; cursor.MoveNext(); row++)
        {
            int truth = getLabel();
            if (truth < 0)
            {
                evaluation.AddUnlabelled();
                continue;
            }

            getScore(ref buffer);
            buffer.CopyTo(probabilities);
            int predicted = Array.IndexOf(probabilities, probabilities.Max());
            evaluation.Add(row, truth, predicted, probabilities[predicted], probabilities[truth], getImage);
            losses?.Add(row, truth, probabilities, getImage);
        }
        return evaluation;
    }

    private static Evaluation ReadBinary(
        IDataView scored, ReportEvaluationOptions options, DataViewSchema.Column label, DataViewSchema.Column? image,
        Func<DataViewRow, Func<ReportImage?>>? pictures, LossCollector? losses)
    {
        DataViewSchema.Column probability = Find(scored.Schema, options.ProbabilityColumnName);
        if (probability.Type != NumberDataViewType.Single)
            throw new ColumnException(probability.Name, $"Column '{probability.Name}': expected a float, the probability of true, found {probability.Type}.");
        if (options.ClassNames is { Count: not 2 })
            throw new ArgumentException($"Expected 2 class names, of false and of true, found {options.ClassNames.Count}.");

        Evaluation evaluation = new(options.ClassNames ?? ["false", "true"], options.MaximumMistakes);
        DataViewSchema.Column? decision = scored.Schema.GetColumnOrNull(options.PredictedLabelColumnName) is { Type: BooleanDataViewType } column ? column : null;
        using DataViewRowCursor cursor = scored.GetRowCursor([.. Columns(label, probability, image), .. decision is null ? [] : new[] { decision.Value }]);
        ValueGetter<bool>? getDecision = decision is null ? null : cursor.GetGetter<bool>(decision.Value);
        ValueGetter<bool> getLabel = cursor.GetGetter<bool>(label);
        ValueGetter<float> getProbability = cursor.GetGetter<float>(probability);
        Func<ReportImage?> getImage = pictures is null ? PictureReader.For(cursor, image) : pictures(cursor);
        bool truth = false, says = false;
        float p = 0;
        for (long row = 0; cursor.MoveNext(); row++)
        {
            getLabel(ref truth);
            getProbability(ref p);
            says = p > 0.5f;

            // The model may have another threshold.
            getDecision?.Invoke(ref says);
            evaluation.Add(row, truth ? 1 : 0, says ? 1 : 0, says ? p : 1 - p, truth ? p : 1 - p, getImage);
            losses?.Add(row, truth ? 1 : 0, [1 - p, p], getImage);
        }
        return evaluation;
    }

    /// <summary>The classes of the model, as the scored rows tell them; null when they tell none.</summary>
    private static ClassLabels? Known(DataViewSchema schema, DataViewSchema.Column score, ReportEvaluationOptions options, int classes)
    {
        if (schema.GetColumnOrNull(options.PredictedLabelColumnName) is { Type: KeyDataViewType key } predicted && key.Count == (ulong)classes)
            return ClassLabels.FromColumn(predicted);
        return score.Annotations.Schema.GetColumnOrNull(AnnotationNames.TrainingLabelValues)?.Type is VectorDataViewType values && values.Size == classes
            ? LabelType.ByRawType(values.ItemType.RawType)?.Read(score.Annotations, values.ItemType, AnnotationNames.TrainingLabelValues)
            : null;
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name)
        ?? throw ColumnException.Missing(name, schema);

    private static IEnumerable<DataViewSchema.Column> Columns(DataViewSchema.Column label, DataViewSchema.Column score, DataViewSchema.Column? image) =>
        image is DataViewSchema.Column picture ? [label, score, picture] : [label, score];

    private static string[] ClassNames(DataViewSchema.Column score, DataViewSchema.Column label, int classes)
    {
        return Texts(score, SlotNames) ?? Texts(label, KeyValues)
            ?? [.. Enumerable.Range(0, classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];

        string[]? Texts(DataViewSchema.Column column, string kind)
        {
            if (column.Annotations.Schema.GetColumnOrNull(kind)?.Type is not VectorDataViewType { ItemType: TextDataViewType } type || type.Size != classes)
                return null;
            VBuffer<ReadOnlyMemory<char>> names = default;
            column.Annotations.GetValue(kind, ref names);
            return [.. names.DenseValues().Select(n => n.ToString())];
        }
    }
}
