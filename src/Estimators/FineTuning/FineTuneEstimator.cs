using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>Teaches a trained network new classes: transfer learning and fine-tuning.</summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | known-size vector of Single (the network's input) or Byte (pixels) |
/// | label (in) | key, Boolean or Single |
/// | example weight (in, optional) | Single |
/// | Score (out) | key: vector of Single, probabilities; Boolean: Single, the logit; Single: the value |
/// | Probability (out) | Boolean: Single |
/// | PredictedLabel (out) | key: key with the label's key values; Boolean: whether the score is above 0 |
///
/// The backbone is cut before its classifier and gets a new head; the result is one ONNX graph. While only the head
/// learns, the backbone's features are computed once by ONNX Runtime and cached on disk. Batch normalization of frozen
/// layers keeps its statistics.
/// </remarks>
public sealed class FineTuneEstimator : IEstimator<ConvNetTransformer>
{
    internal const string Name = "FineTune";

    private readonly IHostEnvironment _environment;

    internal FineTuneEstimator(IHostEnvironment environment, FineTuneOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        _environment = environment;
        Options = options;
        Features = FineTuneCheck.Prepare(options);
    }

    /// <summary>The options.</summary>
    public FineTuneOptions Options { get; }

    /// <summary>The part of the backbone that is used, from the image to features <c>[N, features]</c>.</summary>
    public Network Features { get; }

    /// <summary>Trains the head, and the layers that the stages unfreeze.</summary>
    /// <param name="input">The training rows.</param>
    /// <returns>The trained model; dispose it when it is no longer used.</returns>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    /// <exception cref="TrainingException">The data cannot be learned from, the loss is not a number, or memory is short.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled before its first step.</exception>
    public ConvNetTransformer Fit(IDataView input) => Fit(input, Options.ValidationData);

    /// <summary>Trains, validating on other data after each epoch.</summary>
    /// <param name="input">The training rows.</param>
    /// <param name="validationData">The validation rows, with the same columns; null for none.</param>
    /// <returns>The trained model; dispose it when it is no longer used.</returns>
    public ConvNetTransformer Fit(IDataView input, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new FineTuneSession(_environment, Options, Features).Fit(input, validationData);
    }

    /// <summary>The schema that the trained model gives for an input schema.</summary>
    /// <param name="inputSchema">The input schema.</param>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return FineTuneTask.OutputSchema(_environment, Options, inputSchema);
    }
}
