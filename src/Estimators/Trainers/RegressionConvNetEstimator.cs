using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Trains a network to predict a number, or several at once, with the mean squared error.</summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | known-size vector of Single (the network's input) or Byte (pixels) |
/// | label (in) | Single, or a known-size vector of Single: one for each output of the network |
/// | example weight (in, optional) | Single |
/// | Score (out) | Single, or a vector of them: the prediction, in the label's unit |
///
/// The metric of the history is the mean absolute error in the label's unit, over all outputs; with 2 to 16 of them the
/// measures have that of each.
/// </remarks>
public sealed class RegressionConvNetEstimator : NetworkTrainerBase<RegressionConvNetOptions>
{
    internal RegressionConvNetEstimator(IHostEnvironment environment, RegressionConvNetOptions options)
        : base(environment, options, "RegressionConvNet")
    {
    }

    private protected override NetworkTask? Kind => NetworkTask.Regression;
}
