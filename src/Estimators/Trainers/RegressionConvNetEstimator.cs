using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Training;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>Trains a network of one output to predict a number, with the mean squared error.</summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | known-size vector of Single (the network's input) or Byte (pixels) |
/// | label (in) | Single |
/// | example weight (in, optional) | Single |
/// | Score (out) | Single: the prediction |
/// </remarks>
public sealed class RegressionConvNetEstimator : TrainerBase<RegressionConvNetOptions>
{
    internal RegressionConvNetEstimator(IHostEnvironment environment, RegressionConvNetOptions options)
        : base(environment, options) => OptionsCheck.Throw(options, (1, 1), []);

    private protected override string ExpectedLabel =>
        "Single. Convert it with mlContext.Transforms.Conversion.ConvertType";

    private protected override TrainingTask Task => new()
    {
        Name = "RegressionConvNet",
        LabelKind = LabelKind.Value,
        CreateLoss = _ => new SquaredLoss(),
        OutputActivation = null,
        Fingerprint = "squared error",
        TransformerOptions = _ => new ConvNetTransformerOptions
        {
            Task = NetworkTask.Regression,
            InputColumnName = Options.FeatureColumnName,
            LabelColumnName = Options.LabelColumnName,
            ScoreColumnName = Options.ScoreColumnName,
        },
    };

    private protected override bool IsLabel(SchemaShape.Column label) =>
        label.Kind == SchemaShape.Column.VectorKind.Scalar && !label.IsKey && label.ItemType == NumberDataViewType.Single;

    private protected override IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape.Column label) =>
        [ScoreColumns.Score(Options.ScoreColumnName, vector: false, [])];
}
