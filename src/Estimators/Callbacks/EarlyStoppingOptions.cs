using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>
/// Ends a run when the loss has stopped falling (that of the validation set when there is one, of training otherwise),
/// and restores the weights of the best epoch.
/// </summary>
public sealed record EarlyStoppingOptions : ICheckedOptions
{
    /// <summary>Epochs without improvement that are put up with, at least 0. The default value is 3.</summary>
    [Range(0, int.MaxValue)]
    public int Patience { get; init; } = 3;

    /// <summary>By how much the loss must fall to count as an improvement, at least 0. The default value is 0.</summary>
    [Range(0, double.MaxValue)]
    public double MinimumImprovement { get; init; }
}
