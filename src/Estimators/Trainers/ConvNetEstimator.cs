using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Training;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>Trains a network to tell classes apart, with softmax cross-entropy.</summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | known-size vector of Single (the network's input) or Byte (pixels) |
/// | label (in) | key |
/// | example weight (in, optional) | Single |
/// | Score (out) | vector of Single: probabilities, with the classes' names as slot names |
/// | PredictedLabel (out) | key, with the label's key values |
/// </remarks>
public sealed class ConvNetEstimator : TrainerBase<ConvNetOptions>
{
    internal ConvNetEstimator(IHostEnvironment environment, ConvNetOptions options)
        : base(environment, options) => OptionsCheck.Throw(options, (2, long.MaxValue), Problems(options));

    private protected override string ExpectedLabel =>
        "a key. Append mlContext.Transforms.Conversion.MapValueToKey to the pipeline before the trainer";

    private protected override TrainingTask Task => new()
    {
        Name = "ConvNet",
        LabelKind = LabelKind.Class,
        CreateLoss = device => new CrossEntropyLoss(Options.LabelSmoothing, Options.ClassWeights, device),
        OutputActivation = "Softmax",
        Fingerprint = FormattableString.Invariant($"smoothing {Options.LabelSmoothing}, class weights [{string.Join(" ", Options.ClassWeights ?? [])}]"),
        TransformerOptions = classes => new ConvNetTransformerOptions
        {
            Task = NetworkTask.Multiclass,
            InputColumnName = Options.FeatureColumnName,
            LabelColumnName = Options.LabelColumnName,
            ScoreColumnName = Options.ScoreColumnName,
            PredictedLabelColumnName = Options.PredictedLabelColumnName,
            Classes = classes,
        },
    };

    private protected override bool IsLabel(SchemaShape.Column label) =>
        label.Kind == SchemaShape.Column.VectorKind.Scalar && label.IsKey;

    private protected override IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape.Column label) =>
    [
        ScoreColumns.Score(Options.ScoreColumnName, vector: true,
        [
            .. ScoreColumns.Named(label, "KeyValues", "SlotNames", TextDataViewType.Instance),
            .. ScoreColumns.Named(label, "KeyValues", "TrainingLabelValues"),
        ]),
        ScoreColumns.Decision(Options.PredictedLabelColumnName, label),
    ];

    private static IEnumerable<string> Problems(ConvNetOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.PredictedLabelColumnName))
        {
            yield return "PredictedLabelColumnName must be the name of a column, but is empty.";
        }

        if (!(options.LabelSmoothing is >= 0 and < 1))
        {
            yield return FormattableString.Invariant($"LabelSmoothing must be at least 0 and below 1, but is {options.LabelSmoothing}.");
        }

        if (options.ClassWeights is not { } weights)
        {
            yield break;
        }

        if (options.Network is not null && NetworkOutputs.Of(options.Network) is { } outputs && weights.Count != outputs)
        {
            yield return $"ClassWeights must have one weight per output of the network, {outputs}, but has {weights.Count}.";
        }

        if (weights.Any(w => !(w >= 0) || !float.IsFinite(w)) || weights.All(w => w == 0))
        {
            yield return "ClassWeights must be finite numbers of at least 0, and not all 0.";
        }
    }
}
