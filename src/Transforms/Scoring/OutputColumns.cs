using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>
/// The columns that each task adds, in the order and with the annotations that ML.NET's own scorers give them, so that
/// its evaluators and key mapping work on them.
/// </summary>
internal static class OutputColumns
{
    private const string ScoreKind = "Score";
    private const string PredictedLabelKind = "PredictedLabel";
    private const string ProbabilityKind = "Probability";

    /// <param name="options">The transformer's options.</param>
    /// <param name="classes">The classes, if the task has some.</param>
    /// <param name="size">The number of scores of a row.</param>
    /// <param name="input">The schema that the columns are added to.</param>
    public static OutputColumn[] Of(ConvNetTransformerOptions options, ClassLabels? classes, int size, DataViewSchema input)
    {
        uint set = LargestColumnSet(input) + 1;
        return options.Task switch
        {
            NetworkTask.Multiclass => Multiclass(options, classes!, set),
            NetworkTask.Binary => Binary(options, set),
            NetworkTask.MultiLabel => MultiLabel(options, classes!, set),
            _ when size > 1 =>
            [
                new(options.ScoreColumnName, new VectorDataViewType(NumberDataViewType.Single, size),
                    Annotate(set, "MultiOutputRegression", ScoreKind).ToAnnotations(), ScoreGetters.Vector),
            ],
            _ =>
            [
                new(options.ScoreColumnName, NumberDataViewType.Single,
                    Annotate(set, "Regression", ScoreKind).ToAnnotations(), ScoreGetters.Single),
            ],
        };
    }

    private static OutputColumn[] Multiclass(ConvNetTransformerOptions options, ClassLabels classes, uint set)
    {
        const string kind = "MulticlassClassification";
        DataViewSchema.Annotations.Builder predicted = Annotate(set, kind, PredictedLabelKind);
        classes.AddTo(predicted, AnnotationNames.KeyValues);
        DataViewSchema.Annotations.Builder score = Annotate(set, kind, ScoreKind);
        classes.AddTextTo(score, AnnotationNames.SlotNames);
        classes.AddTo(score, AnnotationNames.TrainingLabelValues);
        return
        [
            new(options.PredictedLabelColumnName, new KeyDataViewType(typeof(uint), classes.Count),
                predicted.ToAnnotations(), ScoreGetters.Key),
            new(options.ScoreColumnName, new VectorDataViewType(NumberDataViewType.Single, classes.Count),
                score.ToAnnotations(), ScoreGetters.Vector),
        ];
    }

    private static OutputColumn[] Binary(ConvNetTransformerOptions options, uint set)
    {
        const string kind = "BinaryClassification";
        DataViewSchema.Annotations.Builder probability = Annotate(set, kind, ProbabilityKind);
        probability.AddPrimitiveValue(AnnotationNames.IsNormalized, BooleanDataViewType.Instance, true);
        return
        [
            new(options.PredictedLabelColumnName, BooleanDataViewType.Instance,
                Annotate(set, kind, PredictedLabelKind).ToAnnotations(), ScoreGetters.Decision(options.Thresholds[0])),
            new(options.ScoreColumnName, NumberDataViewType.Single,
                Annotate(set, kind, ScoreKind).ToAnnotations(), ScoreGetters.Single),
            new(options.ProbabilityColumnName, NumberDataViewType.Single,
                probability.ToAnnotations(), ScoreGetters.Probability),
        ];
    }

    private static OutputColumn[] MultiLabel(ConvNetTransformerOptions options, ClassLabels classes, uint set)
    {
        const string kind = "MultiLabelClassification";
        return
        [
            new(options.PredictedLabelColumnName, new VectorDataViewType(BooleanDataViewType.Instance, classes.Count),
                Named(PredictedLabelKind).ToAnnotations(), ScoreGetters.Decisions(options.Thresholds, classes.Count)),
            new(options.ScoreColumnName, new VectorDataViewType(NumberDataViewType.Single, classes.Count),
                Named(ScoreKind).ToAnnotations(), ScoreGetters.Vector),
            new(options.ProbabilityColumnName, new VectorDataViewType(NumberDataViewType.Single, classes.Count),
                Named(ProbabilityKind).ToAnnotations(), ScoreGetters.Probabilities),
        ];

        DataViewSchema.Annotations.Builder Named(string value)
        {
            DataViewSchema.Annotations.Builder builder = Annotate(set, kind, value);
            classes.AddTextTo(builder, AnnotationNames.SlotNames);
            return builder;
        }
    }

    public static DataViewSchema.Annotations.Builder Annotate(uint set, string kind, string value)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(AnnotationNames.ScoreColumnSetId, new KeyDataViewType(typeof(uint), int.MaxValue),
            (ref uint id) => id = set);
        builder.AddPrimitiveValue(AnnotationNames.ScoreColumnKind, TextDataViewType.Instance, kind.AsMemory());
        builder.AddPrimitiveValue(AnnotationNames.ScoreValueKind, TextDataViewType.Instance, value.AsMemory());
        return builder;
    }

    // Evaluators tell the columns of one scorer from those of another by the number of their set.
    public static uint LargestColumnSet(DataViewSchema schema)
    {
        uint largest = 0;
        foreach (DataViewSchema.Column column in schema)
        {
            DataViewType? type = column.Annotations.Schema.GetColumnOrNull(AnnotationNames.ScoreColumnSetId)?.Type;
            if (type is not KeyDataViewType || type.RawType != typeof(uint))
                continue;
            uint set = 0;
            column.Annotations.GetValue(AnnotationNames.ScoreColumnSetId, ref set);
            largest = Math.Max(largest, set);
        }

        return largest;
    }
}
