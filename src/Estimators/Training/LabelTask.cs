using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Data;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>What a label stands for (one of several classes, yes or no, several of them, numbers), and all that follows from it.</summary>
internal sealed class LabelTask
{
    private readonly LabelTrainerOptions _options;

    /// <param name="kind">What the label stands for.</param>
    /// <param name="options">The trainer's options.</param>
    /// <exception cref="OptionsException">Options are given that are not for such a label.</exception>
    public LabelTask(NetworkTask kind, LabelTrainerOptions options)
    {
        Kind = kind;
        _options = options;
        ClassOptions classes = options.ClassOptions;
        bool isNumber = kind == NetworkTask.Regression;
        string[] misplaced =
        [
            .. isNumber && classes.Smoothing > 0 ? ["LabelSmoothing"] : Array.Empty<string>(),
            .. (isNumber || kind == NetworkTask.MultiLabel) && classes.Weights is not null ? ["ClassWeights"] : Array.Empty<string>(),
            .. isNumber && classes.Balances ? ["BalanceClasses"] : Array.Empty<string>(),
            .. isNumber && classes.Calibrates ? ["Calibrate"] : Array.Empty<string>(),
            .. kind is NetworkTask.Regression or NetworkTask.Multiclass && classes.Threshold is { } threshold && threshold != DecisionThreshold.At(0.5)
                ? ["Threshold"] : Array.Empty<string>(),
        ];
        if (misplaced.Length > 0)
        {
            string found = kind switch
            {
                NetworkTask.Regression => "holds numbers",
                NetworkTask.Multiclass => "is a key: the most probable class is predicted",
                _ => "is a vector of labels, which BalanceClasses weighs",
            };
            throw new OptionsException([$"{string.Join(" and ", misplaced)} cannot be used, because label column '{options.LabelColumnName}' {found}."]);
        }
    }

    public NetworkTask Kind { get; }

    /// <summary>The activation that the resulting network ends in; null for none.</summary>
    public string? OutputActivation => Kind switch
    {
        NetworkTask.Multiclass => "Softmax",
        NetworkTask.Binary or NetworkTask.MultiLabel => "Sigmoid",
        _ => null,
    };

    /// <summary>What a label of a type stands for; null when it is no label.</summary>
    public static NetworkTask? KindOf(DataViewType type) => type switch
    {
        KeyDataViewType => NetworkTask.Multiclass,
        BooleanDataViewType => NetworkTask.Binary,
        VectorDataViewType { Size: > 1, ItemType: BooleanDataViewType } => NetworkTask.MultiLabel,
        VectorDataViewType { Size: > 1 } vector => vector.ItemType == NumberDataViewType.Single ? NetworkTask.Regression : null,
        _ => type == NumberDataViewType.Single ? NetworkTask.Regression : null,
    };

    /// <summary>Whether a label of a type can stand for something.</summary>
    public static bool Accepts(DataViewType type, NetworkTask kind) =>
        KindOf(type) is { } found && (found == kind || (kind == NetworkTask.MultiLabel && found == NetworkTask.Regression && type is VectorDataViewType));

    /// <summary>What a label column stands for; null when it is no label.</summary>
    /// <param name="column">The column.</param>
    /// <param name="wanted">What it should stand for, where several are possible; null for what it stands for by itself.</param>
    public static NetworkTask? KindOf(SchemaShape.Column column, NetworkTask? wanted) => column.Kind switch
    {
        SchemaShape.Column.VectorKind.Scalar => column.IsKey ? NetworkTask.Multiclass : KindOf(column.ItemType),
        SchemaShape.Column.VectorKind.Vector when !column.IsKey && column.ItemType is BooleanDataViewType => NetworkTask.MultiLabel,
        SchemaShape.Column.VectorKind.Vector when !column.IsKey && column.ItemType == NumberDataViewType.Single =>
            wanted == NetworkTask.MultiLabel ? wanted : NetworkTask.Regression,
        _ => null,
    };

    /// <summary>What a label column should be, and how it becomes that.</summary>
    /// <param name="kind">What it should stand for; null for any of them.</param>
    public static string Expected(NetworkTask? kind) => kind switch
    {
        NetworkTask.Multiclass => "a key. Append mlContext.Transforms.Conversion.MapValueToKey to the pipeline before the trainer",
        NetworkTask.Binary => "Boolean. Convert it with mlContext.Transforms.Conversion.ConvertType(outputKind: DataKind.Boolean)",
        NetworkTask.Regression => "Single, or a vector of at least 2 of them, of known size. Convert it with mlContext.Transforms.Conversion.ConvertType(outputKind: DataKind.Single)",
        NetworkTask.MultiLabel => "a vector of at least 2 Booleans, or of zeros and ones of Single, of known size: one for each class. Put columns together with "
            + "mlContext.Transforms.Concatenate",
        _ => "a key (classes), a Boolean (yes or no), a Single (a number), or a vector of one of the latter two. Append "
            + "mlContext.Transforms.Conversion.MapValueToKey to the pipeline before the trainer for labels of another type",
    };

    /// <summary>The number of classes that labels count by; 0 when a label is no class.</summary>
    public int ClassesOf(ClassLabels? classes) => Kind switch { NetworkTask.Multiclass => classes!.Count, NetworkTask.Binary => 2, _ => 0 };

    /// <summary>What is minimized.</summary>
    /// <param name="scaling">How numbers are scaled; null for as they are.</param>
    /// <param name="statistics">Reads what the labels of the training rows come to, once.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="device">Where the loss is computed.</param>
    public TaskLoss CreateLoss(LabelScaling? scaling, Lazy<LabelStatistics> statistics, int outputs, Device device)
    {
        ClassOptions classes = _options.ClassOptions;
        if (Kind == NetworkTask.Regression)
        {
            return new SquaredLoss(scaling, outputs, device);
        }

        IReadOnlyList<long> counts = classes.Balances ? statistics.Value.Counts : [];
        if (Kind == NetworkTask.MultiLabel)
        {
            float[][] balanced = [.. counts.Select(count => LabelStatistics.Balanced(statistics.Value.Rows - count, count))];
            return new MultiLabelLoss(
                outputs, classes.Smoothing, balanced.Length == 0 ? null : ([.. balanced.Select(pair => pair[0])], [.. balanced.Select(pair => pair[1])]), device);
        }

        IReadOnlyList<float>? weights = classes.Balances ? LabelStatistics.Balanced([.. counts]) : classes.Weights;
        return new CrossEntropyLoss(classes.Smoothing, weights, device, oneLogit: Kind == NetworkTask.Binary);
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
            NetworkTask.MultiLabel =>
            [
                SchemaShapes.Score(_options.ScoreColumnName, vector: true, SchemaShapes.Named(label, "SlotNames", "SlotNames")),
                SchemaShapes.Score(classes.Probability, vector: true, SchemaShapes.Named(label, "SlotNames", "SlotNames")),
                SchemaShapes.Decisions(classes.PredictedLabel, label),
            ],
            _ => [SchemaShapes.Score(_options.ScoreColumnName, vector: label.Kind != SchemaShape.Column.VectorKind.Scalar)],
        };
    }

    /// <summary>Options of the trained model.</summary>
    /// <param name="learned">What a run has learned.</param>
    public ConvNetTransformerOptions TransformerOptions(Learned learned) => new()
    {
        Task = Kind,
        InputColumnName = _options.FeatureColumnName,
        LabelColumnName = _options.LabelColumnName,
        ScoreColumnName = _options.ScoreColumnName,
        ProbabilityColumnName = _options.ClassOptions.Probability,
        PredictedLabelColumnName = _options.ClassOptions.PredictedLabel,
        Classes = learned.Classes,
        Thresholds = learned.Thresholds,
        Calibration = learned.Calibration,
    };
}
