using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Training;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>What fine-tuning does, by the type of the label.</summary>
internal static class FineTuneTask
{
    private const string Expected = "a key (classes), a Boolean (yes or no) or a Single (a number). Append "
        + "mlContext.Transforms.Conversion.MapValueToKey to the pipeline before the trainer for labels of another type";

    /// <summary>What a label column stands for.</summary>
    /// <exception cref="ColumnException">There is no such column, or its type is none of the three.</exception>
    public static LabelKind KindOf(DataViewSchema schema, string label)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(label) ?? throw new ColumnException(
            label, $"There is no label column '{label}'; the data has {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => $"'{c.Name}'"))}.");
        return column.Type switch
        {
            KeyDataViewType => LabelKind.Class,
            BooleanDataViewType => LabelKind.Binary,
            NumberDataViewType number when number == NumberDataViewType.Single => LabelKind.Value,
            _ => throw new ColumnException(label, $"Label column '{label}' has type {column.Type}; expected {Expected}."),
        };
    }

    /// <summary>The trainer whose columns the result has.</summary>
    public static SchemaShape OutputSchema(IHostEnvironment environment, FineTuneOptions options, SchemaShape input)
    {
        SchemaShape.Column label = input.FirstOrDefault(c => c.Name == options.LabelColumnName);
        if (label.Name is null)
        {
            throw new ColumnException(
                options.LabelColumnName, $"There is no label column '{options.LabelColumnName}'; there are {string.Join(", ", input.Select(c => $"'{c.Name}'"))}.");
        }

        // The columns do not depend on the network, which is known only when there are data.
        if (label.IsKey)
        {
            return new ConvNetEstimator(environment, new ConvNetOptions
            {
                Network = Network.Input(1).Dense(2).Build(),
                FeatureColumnName = options.FeatureColumnName,
                LabelColumnName = options.LabelColumnName,
                ExampleWeightColumnName = options.ExampleWeightColumnName,
                ScoreColumnName = options.ScoreColumnName,
                PredictedLabelColumnName = options.PredictedLabelColumnName,
            }).GetOutputSchema(input);
        }

        if (label.ItemType == BooleanDataViewType.Instance)
        {
            return new BinaryConvNetEstimator(environment, new BinaryConvNetOptions
            {
                Network = Network.Input(1).Dense(1).Build(),
                FeatureColumnName = options.FeatureColumnName,
                LabelColumnName = options.LabelColumnName,
                ExampleWeightColumnName = options.ExampleWeightColumnName,
                ScoreColumnName = options.ScoreColumnName,
                ProbabilityColumnName = options.ProbabilityColumnName,
                PredictedLabelColumnName = options.PredictedLabelColumnName,
            }).GetOutputSchema(input);
        }

        if (label.ItemType == NumberDataViewType.Single)
        {
            return new RegressionConvNetEstimator(environment, new RegressionConvNetOptions
            {
                Network = Network.Input(1).Dense(1).Build(),
                FeatureColumnName = options.FeatureColumnName,
                LabelColumnName = options.LabelColumnName,
                ExampleWeightColumnName = options.ExampleWeightColumnName,
                ScoreColumnName = options.ScoreColumnName,
            }).GetOutputSchema(input);
        }

        throw new ColumnException(label.Name, $"Label column '{label.Name}' is {label.ItemType}; expected {Expected}.");
    }

    /// <summary>The task for the training loop.</summary>
    public static TrainingTask Of(LabelKind kind, FineTuneOptions options) => new()
    {
        Name = FineTuneEstimator.Name,
        LabelKind = kind,
        CreateLoss = device => kind switch
        {
            LabelKind.Class => new CrossEntropyLoss(0, null, device),
            LabelKind.Binary => new BinaryCrossEntropyLoss(0, 1, device),
            _ => new SquaredLoss(),
        },
        OutputActivation = kind switch { LabelKind.Class => "Softmax", LabelKind.Binary => "Sigmoid", _ => null },
        Fingerprint = "fine-tuning",
        TransformerOptions = classes => new ConvNetTransformerOptions
        {
            Task = kind switch
            {
                LabelKind.Class => NetworkTask.Multiclass,
                LabelKind.Binary => NetworkTask.Binary,
                _ => NetworkTask.Regression,
            },
            InputColumnName = options.FeatureColumnName,
            LabelColumnName = options.LabelColumnName,
            ScoreColumnName = options.ScoreColumnName,
            ProbabilityColumnName = options.ProbabilityColumnName,
            PredictedLabelColumnName = options.PredictedLabelColumnName,
            BatchSize = options.BatchSize,
            Classes = classes,
        },
    };
}
