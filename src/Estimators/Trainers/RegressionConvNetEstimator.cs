using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Trains a network of one output to predict a number, with the mean squared error.</summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | known-size vector of Single (the network's input) or Byte (pixels) |
/// | label (in) | Single |
/// | example weight (in, optional) | Single |
/// | Score (out) | Single: the prediction |
/// </remarks>
public sealed class RegressionConvNetEstimator : NetworkTrainerBase<RegressionConvNetOptions>
{
    internal RegressionConvNetEstimator(IHostEnvironment environment, RegressionConvNetOptions options)
        : base(environment, options, "RegressionConvNet")
    {
    }

    private protected override NetworkTask? Kind => NetworkTask.Regression;
}
