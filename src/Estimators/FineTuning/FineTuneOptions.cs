using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Checkpoints;

namespace MlNetDeep;

/// <summary>
/// Options of <see cref="FineTuneEstimator"/>. <see cref="TrainerOptions.Epochs"/>, <see cref="TrainerOptions.Steps"/>,
/// <see cref="TrainerOptions.LearningRate"/> and <see cref="TrainerOptions.Schedule"/> are those of each stage that has none of
/// its own.
/// </summary>
public sealed record FineTuneOptions : LabelTrainerOptions
{
    /// <summary>Sets the defaults that differ from those of other trainers.</summary>
    public FineTuneOptions()
    {
        BatchSize = 32;
        LearningRate = 0.003;
        Schedule = LearningRateSchedule.Cosine();
        Optimizer = new AdamWOptions();
    }

    /// <summary>The trained network to start from. There is no default value.</summary>
    [Required]
    public required Backbone Network { get; init; }

    /// <summary>
    /// The layer of the network whose output the new head reads; what comes after it is left out. The default value,
    /// null, takes what the classifier at the end decides by, see <see cref="Network.FindFeatures"/>.
    /// </summary>
    [NotEmpty]
    public string? Layer { get; init; }

    /// <summary>The new layers. The default value averages feature maps and has one dense layer.</summary>
    [Required]
    public HeadOptions Head { get; init; } = new();

    /// <summary>What is trained, one after the other. The default value trains the head alone.</summary>
    [Required, NotEmpty, AnyCourse]
    public IReadOnlyList<FineTuneStage> Stages { get; init; } = [new()];

    /// <summary>
    /// Whether features of a frozen backbone are computed once and the head is trained on them. Otherwise every epoch
    /// runs the whole network, which gives the same and takes longer. The default value is <see langword="true"/>.
    /// </summary>
    [AnyCourse]
    public bool PrecomputeFeatures { get; init; } = true;

    /// <summary>
    /// Where features are kept from run to run, found by the content of the images, the network and its settings; the
    /// folder can be deleted at any time, and shared by processes. Empty: they are kept in memory and forgotten. The
    /// default value, null, is the folder that the environment variable <c>MLNETDEEP_FEATURES</c> names, or else
    /// <c>mlnetdeep/features</c> in the user's folder for local application data.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>The output column of probabilities, for a Boolean label or a vector of them. The default value is <c>Probability</c>.</summary>
    [Required]
    public string ProbabilityColumnName { get; init; } = "Probability";

    /// <summary>The output column of decisions, not for a number. The default value is <c>PredictedLabel</c>.</summary>
    [Required]
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>
    /// Share of the target that is spread evenly over all classes, at least 0 and below 1; refused when the label is a number.
    /// The default value is 0.
    /// </summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// A weight per class, at least 0, in the order of the label's keys, or of no and yes: the loss is the mean weighted by
    /// them. Refused when the label is a number or a vector. The default value is null: all count alike.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>
    /// Whether each class weighs n / (k n_c), with n rows, k classes that have rows and n_c rows of the class, so that rare
    /// classes count as much as frequent ones; the labels of the training rows are read once before. Not with
    /// <see cref="ClassWeights"/>; refused when the label is a number. With a vector of labels no and yes of each are balanced.
    /// The default value is <see langword="false"/>.
    /// </summary>
    public bool BalanceClasses { get; init; }

    /// <summary>
    /// Whether the probabilities are calibrated after training: the network divides its logits by the temperature of least log
    /// loss on the validation rows, which there must be; <see cref="ConvNetTransformer.Calibration"/> says what it came to.
    /// Refused when the label is a number. The default value is <see langword="false"/>.
    /// </summary>
    [AnyCourse]
    public bool Calibrate { get; init; }

    /// <summary>
    /// Above which probability yes is predicted: <see cref="DecisionThreshold.At"/>, or a rule by which the validation rows, which
    /// there must be then, choose it after training and calibration. The model keeps it.
    /// For a Boolean label or a vector of them. The default value is 0.5.
    /// </summary>
    [Required, AnyCourse]
    public DecisionThreshold Threshold { get; init; } = DecisionThreshold.At(0.5);

    /// <summary>As <see cref="RegressionConvNetOptions.ScaleLabels"/>, for a label of numbers. The default value is <see langword="true"/>.</summary>
    public bool ScaleLabels { get; init; } = true;

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

    internal override bool ScalesLabels => ScaleLabels;

    private protected override int DefaultEpochs => 5;

    private protected override IEnumerable<string> FindProblems() =>
        [.. base.FindProblems(), .. ProblemsOf(ClassWeights, null), .. ProblemsOf(ClassWeights, BalanceClasses)];
}
