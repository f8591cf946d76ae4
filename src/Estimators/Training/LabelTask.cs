using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>What a label stands for (one of several classes, yes or no, a number), and all that follows from it.</summary>
internal sealed class LabelTask
{
    private readonly LabelTrainerOptions _options;

    /// <param name="kind">What the label stands for.</param>
    /// <param name="options">The trainer's options.</param>
    /// <exception cref="OptionsException">Options for classes are given, but the label is a number.</exception>
    public LabelTask(NetworkTask kind, LabelTrainerOptions options)
    {
        Kind = kind;
        _options = options;
        if (kind == NetworkTask.Regression && options.ClassOptions.ChangesLoss)
        {
            throw new OptionsException(
                [$"LabelSmoothing and ClassWeights are for classes, but label column '{options.LabelColumnName}' holds numbers."]);
        }
    }

    public NetworkTask Kind { get; }

    /// <summary>The activation that the resulting network ends in; null for none.</summary>
    public string? OutputActivation => Kind switch { NetworkTask.Multiclass => "Softmax", NetworkTask.Binary => "Sigmoid", _ => null };

    /// <summary>What a label of a type stands for; null when it is no label.</summary>
    public static NetworkTask? KindOf(DataViewType type) => type switch
    {
        KeyDataViewType => NetworkTask.Multiclass,
        BooleanDataViewType => NetworkTask.Binary,
        _ => type == NumberDataViewType.Single ? NetworkTask.Regression : null,
    };

    /// <summary>What a label column stands for; null when it is no label.</summary>
    public static NetworkTask? KindOf(SchemaShape.Column column) =>
        column.Kind != SchemaShape.Column.VectorKind.Scalar ? null : column.IsKey ? NetworkTask.Multiclass : KindOf(column.ItemType);

    /// <summary>What a label column should be, and how it becomes that.</summary>
    /// <param name="kind">What it should stand for; null for any of them.</param>
    public static string Expected(NetworkTask? kind) => kind switch
    {
        NetworkTask.Multiclass => "a key. Append mlContext.Transforms.Conversion.MapValueToKey to the pipeline before the trainer",
        NetworkTask.Binary => "Boolean. Convert it with mlContext.Transforms.Conversion.ConvertType(outputKind: DataKind.Boolean)",
        NetworkTask.Regression => "Single. Convert it with mlContext.Transforms.Conversion.ConvertType(outputKind: DataKind.Single)",
        _ => "a key (classes), a Boolean (yes or no) or a Single (a number). Append "
            + "mlContext.Transforms.Conversion.MapValueToKey to the pipeline before the trainer for labels of another type",
    };

    /// <summary>What is minimized.</summary>
    public TaskLoss CreateLoss(Device device)
    {
        ClassOptions classes = _options.ClassOptions;
        return Kind == NetworkTask.Regression
            ? new SquaredLoss()
            : new CrossEntropyLoss(classes.Smoothing, classes.Weights, device, oneLogit: Kind == NetworkTask.Binary);
    }

    /// <summary>The columns that the trained model adds.</summary>
    /// <param name="label">The label column.</param>
    public IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape.Column label)
    {
        ClassOptions classes = _options.ClassOptions;
        return Kind switch
        {
            NetworkTask.Multiclass =>
            [
                SchemaShapes.Score(_options.ScoreColumnName, vector: true,
                [
                    .. SchemaShapes.Named(label, "KeyValues", "SlotNames", TextDataViewType.Instance),
                    .. SchemaShapes.Named(label, "KeyValues", "TrainingLabelValues"),
                ]),
                SchemaShapes.Decision(classes.PredictedLabel, label),
            ],
            NetworkTask.Binary =>
            [
                SchemaShapes.Score(_options.ScoreColumnName), SchemaShapes.Probability(classes.Probability), SchemaShapes.Decision(classes.PredictedLabel),
            ],
            _ => [SchemaShapes.Score(_options.ScoreColumnName)],
        };
    }

    /// <summary>Options of the trained model.</summary>
    /// <param name="classes">The classes; null unless labels are classes.</param>
    public ConvNetTransformerOptions TransformerOptions(ClassLabels? classes) => new()
    {
        Task = Kind,
        InputColumnName = _options.FeatureColumnName,
        LabelColumnName = _options.LabelColumnName,
        ScoreColumnName = _options.ScoreColumnName,
        ProbabilityColumnName = _options.ClassOptions.Probability,
        PredictedLabelColumnName = _options.ClassOptions.PredictedLabel,
        Classes = classes,
    };
}
