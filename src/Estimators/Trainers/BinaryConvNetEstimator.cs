using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Trains a network of one output to say yes or no, with binary cross-entropy.</summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | known-size vector of Single (the network's input) or Byte (pixels) |
/// | label (in) | Boolean |
/// | example weight (in, optional) | Single |
/// | Score (out) | Single: the logit |
/// | Probability (out) | Single: of yes |
/// | PredictedLabel (out) | Boolean: whether the probability is above the threshold |
/// </remarks>
public sealed class BinaryConvNetEstimator : NetworkTrainerBase<BinaryConvNetOptions>
{
    internal BinaryConvNetEstimator(IHostEnvironment environment, BinaryConvNetOptions options)
        : base(environment, options, "BinaryConvNet")
    {
    }

    private protected override NetworkTask? Kind => NetworkTask.Binary;
}
