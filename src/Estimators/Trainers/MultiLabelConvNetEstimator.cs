using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Trains a network to say of each of several classes whether it is there, with binary cross-entropy for each.</summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | known-size vector of Single (the network's input) or Byte (pixels) |
/// | label (in) | known-size vector of Boolean, or of Single that are 0 or 1: one for each class, slot names are their names |
/// | example weight (in, optional) | Single |
/// | Score (out) | vector of Single: the logits, with the classes' names as slot names |
/// | Probability (out) | vector of Single: of yes |
/// | PredictedLabel (out) | vector of Boolean: whether the probability is above the threshold |
///
/// The metric of the history is the micro F1 at 0.5; its measures are macro F1 and Hamming loss.
/// </remarks>
public sealed class MultiLabelConvNetEstimator : NetworkTrainerBase<MultiLabelConvNetOptions>
{
    internal MultiLabelConvNetEstimator(IHostEnvironment environment, MultiLabelConvNetOptions options)
        : base(environment, options, "MultiLabelConvNet")
    {
    }

    private protected override NetworkTask? Kind => NetworkTask.MultiLabel;
}
