namespace MlNetDeep;

/// <summary>Options of <see cref="RegressionConvNetEstimator"/>, which minimizes the mean squared error.</summary>
public sealed record RegressionConvNetOptions : NetworkTrainerOptions
{
    /// <summary>
    /// Whether the network learns labels of mean 0 and deviation 1, by the labels of the training rows, which are read once
    /// before. Its graph undoes that at its end, so that scores have the label's unit; the loss is that of scaled labels. A
    /// network that has such an end keeps its numbers; one that was trained elsewhere in the label's unit is trained on with
    /// <see langword="false"/>. The default value is <see langword="true"/>.
    /// </summary>
    public bool ScaleLabels { get; init; } = true;

    internal override bool ScalesLabels => ScaleLabels;

    private protected override (long Minimum, long Maximum) NeededOutputs => (1, long.MaxValue);
}
