namespace MlNetDeep;

/// <summary>Options of <see cref="RegressionConvNetEstimator"/>, which minimizes the mean squared error.</summary>
public sealed record RegressionConvNetOptions : NetworkTrainerOptions
{
    private protected override (long Minimum, long Maximum) NeededOutputs => (1, 1);
}
