using Microsoft.ML.Runtime;

namespace MlNetDeep;

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
public sealed class ConvNetEstimator : NetworkTrainerBase<ConvNetOptions>
{
    internal ConvNetEstimator(IHostEnvironment environment, ConvNetOptions options)
        : base(environment, options, "ConvNet")
    {
    }

    private protected override NetworkTask? Kind => NetworkTask.Multiclass;
}
