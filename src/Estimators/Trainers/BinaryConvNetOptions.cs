using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Checkpoints;

namespace MlNetDeep;

/// <summary>Options of <see cref="BinaryConvNetEstimator"/>.</summary>
public sealed record BinaryConvNetOptions : NetworkTrainerOptions
{
    /// <summary>The output column of probabilities. The default value is <c>Probability</c>.</summary>
    [Required]
    public string ProbabilityColumnName { get; init; } = "Probability";

    /// <summary>The output column of decisions, Boolean. The default value is <c>PredictedLabel</c>.</summary>
    [Required]
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>Share of the target that is spread evenly over no and yes, at least 0 and below 1. The default value is 0.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// The weights of no and of yes, at least 0: the loss is the mean weighted by them. The default value is null: both count
    /// alike.
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

    /// <summary>
    /// Above which probability yes is predicted: <see cref="DecisionThreshold.At"/>, or a rule by which the validation rows, which
    /// there must be then, choose it after training and calibration. The model keeps it. The default value is 0.5.
    /// </summary>
    [Required, AnyCourse]
    public DecisionThreshold Threshold { get; init; } = DecisionThreshold.At(0.5);

    internal override ClassOptions ClassOptions => new()
    {
        PredictedLabel = PredictedLabelColumnName,
        Probability = ProbabilityColumnName,
        Smoothing = LabelSmoothing,
        Weights = ClassWeights,
        Balances = BalanceClasses,
        Calibrates = Calibrate,
        Threshold = Threshold,
    };

    private protected override (long Minimum, long Maximum) NeededOutputs => (1, 1);

    private protected override IEnumerable<string> FindProblems() =>
        [.. base.FindProblems(), .. ProblemsOf(ClassWeights, 2), .. ProblemsOf(ClassWeights, BalanceClasses)];
}
