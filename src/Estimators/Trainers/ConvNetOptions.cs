using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Checkpoints;

namespace MlNetDeep;

/// <summary>Options of <see cref="ConvNetEstimator"/>, the multiclass trainer.</summary>
public sealed record ConvNetOptions : NetworkTrainerOptions
{
    /// <summary>The output column of decisions, a key. The default value is <c>PredictedLabel</c>.</summary>
    [Required]
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>Share of the target that is spread evenly over all classes, at least 0 and below 1. The default value is 0.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// A weight per class, at least 0, in the order of the label's keys: the loss is the mean weighted by them. The default
    /// value is null: all count alike.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>
    /// Whether each class weighs n / (k n_c), with n rows, k classes that have rows and n_c rows of the class, so that rare
    /// classes count as much as frequent ones; the labels of the training rows are read once before. Not with
    /// <see cref="ClassWeights"/>. The default value is <see langword="false"/>.
    /// </summary>
    public bool BalanceClasses { get; init; }

    /// <summary>
    /// Whether the probabilities are calibrated after training: the network divides its logits by the temperature of least log
    /// loss on the validation rows, which there must be; <see cref="ConvNetTransformer.Calibration"/> says what it came to. The
    /// default value is <see langword="false"/>.
    /// </summary>
    [AnyCourse]
    public bool Calibrate { get; init; }

    internal override ClassOptions ClassOptions => ClassOptions.None with
    {
        PredictedLabel = PredictedLabelColumnName,
        Smoothing = LabelSmoothing,
        Weights = ClassWeights,
        Balances = BalanceClasses,
        Calibrates = Calibrate,
    };

    private protected override (long Minimum, long Maximum) NeededOutputs => (2, long.MaxValue);

    private protected override IEnumerable<string> FindProblems() =>
        [.. base.FindProblems(), .. ProblemsOf(ClassWeights, Network is null ? null : NetworkOutputs.Of(Network)), .. ProblemsOf(ClassWeights, BalanceClasses)];
}
