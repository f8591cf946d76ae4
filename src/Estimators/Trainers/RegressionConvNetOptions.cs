namespace MlNetDeep.Estimators;

/// <summary>Options of <see cref="RegressionConvNetEstimator"/>, which minimizes the mean squared error.</summary>
public sealed record RegressionConvNetOptions : TrainerOptions;
