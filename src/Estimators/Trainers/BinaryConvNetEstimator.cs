using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Training;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>Trains a network of one output to say yes or no, with binary cross-entropy.</summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | known-size vector of Single (the network's input) or Byte (pixels) |
/// | label (in) | Boolean |
/// | example weight (in, optional) | Single |
/// | Score (out) | Single: the logit |
/// | Probability (out) | Single: of yes |
/// | PredictedLabel (out) | Boolean: whether the score is above 0 |
/// </remarks>
public sealed class BinaryConvNetEstimator : TrainerBase<BinaryConvNetOptions>
{
    internal BinaryConvNetEstimator(IHostEnvironment environment, BinaryConvNetOptions options)
        : base(environment, options) => OptionsCheck.Throw(options, (1, 1), Problems(options));

    private protected override string ExpectedLabel =>
        "Boolean. Convert it with mlContext.Transforms.Conversion.ConvertType";

    private protected override TrainingTask Task => new()
    {
        Name = "BinaryConvNet",
        LabelKind = LabelKind.Binary,
        CreateLoss = device => new BinaryCrossEntropyLoss(Options.LabelSmoothing, Options.PositiveWeight, device),
        OutputActivation = "Sigmoid",
        Fingerprint = FormattableString.Invariant($"smoothing {Options.LabelSmoothing}, positive weight {Options.PositiveWeight}"),
        TransformerOptions = _ => new ConvNetTransformerOptions
        {
            Task = NetworkTask.Binary,
            InputColumnName = Options.FeatureColumnName,
            LabelColumnName = Options.LabelColumnName,
            ScoreColumnName = Options.ScoreColumnName,
            ProbabilityColumnName = Options.ProbabilityColumnName,
            PredictedLabelColumnName = Options.PredictedLabelColumnName,
        },
    };

    private protected override bool IsLabel(SchemaShape.Column label) =>
        label.Kind == SchemaShape.Column.VectorKind.Scalar && !label.IsKey && label.ItemType == BooleanDataViewType.Instance;

    private protected override IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape.Column label) =>
    [
        ScoreColumns.Score(Options.ScoreColumnName, vector: false, []),
        ScoreColumns.Probability(Options.ProbabilityColumnName),
        ScoreColumns.Decision(Options.PredictedLabelColumnName),
    ];

    private static IEnumerable<string> Problems(BinaryConvNetOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.PredictedLabelColumnName) || string.IsNullOrWhiteSpace(options.ProbabilityColumnName))
        {
            yield return "PredictedLabelColumnName and ProbabilityColumnName must be names of columns, but one is empty.";
        }

        if (!(options.LabelSmoothing is >= 0 and < 1))
        {
            yield return FormattableString.Invariant($"LabelSmoothing must be at least 0 and below 1, but is {options.LabelSmoothing}.");
        }

        if (!(options.PositiveWeight > 0) || !double.IsFinite(options.PositiveWeight))
        {
            yield return FormattableString.Invariant($"PositiveWeight must be a finite number above 0, but is {options.PositiveWeight}.");
        }
    }
}
