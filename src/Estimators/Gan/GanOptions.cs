using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Checkpoints;

namespace MlNetDeep;

/// <summary>
/// Options of <see cref="GanEstimator"/>. Of what all runs share, <see cref="TrainerOptions.LearningRate"/> is that
/// of the generator and has 0.0002 for its default value.
/// </summary>
public sealed record GanOptions : TrainerOptions
{
    /// <summary>Sets the defaults that differ from those of other trainers.</summary>
    public GanOptions() => LearningRate = 0.0002;

    /// <summary>
    /// The network that makes images, with its initial weights: one input <c>z</c> <c>[N, latents + classes]</c>, one
    /// output <c>[N, C, H, W]</c>. The default value, null, is <see cref="Networks.DcganGenerator"/> for the size of the
    /// image column.
    /// </summary>
    public Network? Generator { get; init; }

    /// <summary>
    /// The network that tells generated images from real ones, with its initial weights: one input <c>[N, C, H, W]</c>,
    /// one output <c>[N, 1]</c>, or <c>[N, classes]</c> when there is a label column, of which the one of the image's
    /// class counts. A final Sigmoid is left out while training. The default value, null, is
    /// <see cref="Networks.DcganDiscriminator"/>; without batch normalization when a gradient penalty or
    /// spectral normalization is used.
    /// </summary>
    public Network? Discriminator { get; init; }

    /// <summary>
    /// The column of classes, a key: images can then be asked for by class. The default value, null, learns all images
    /// as one kind.
    /// </summary>
    [NotEmpty]
    public string? LabelColumnName { get; init; }

    /// <summary>Random numbers that an image is made from when <see cref="Generator"/> is null, at least 1. The default value is 100.</summary>
    [Range(1, 1_000_000)]
    public int Latents { get; init; } = 100;

    /// <summary>Filters of the networks that are made when none are given, at least 1. The default value is 64.</summary>
    [Range(1, 4096)]
    public int Filters { get; init; } = 64;

    /// <summary>What is minimized. The default value is <see cref="GanLoss.NonSaturating"/>.</summary>
    public GanLoss Loss { get; init; }

    /// <summary>
    /// How far below 1 the discriminator's target for real images is, at least 0 and below 0.5;
    /// <see cref="GanLoss.NonSaturating"/> only. Salimans et al., "Improved Techniques for Training GANs", 2016. The
    /// default value is 0.
    /// </summary>
    [Range(0, 0.5, MaximumIsExclusive = true)]
    public double LabelSmoothing { get; init; }

    /// <summary>Weight of the gradient penalty of <see cref="GanLoss.Wasserstein"/>, at least 0. The default value is 10.</summary>
    [Range(0, double.MaxValue)]
    public double GradientPenalty { get; init; } = 10;

    /// <summary>
    /// Weight of half the squared gradient of the discriminator at real images, at least 0; with any loss. Mescheder et
    /// al., "Which Training Methods for GANs do actually Converge?", 2018. The default value is 0: none.
    /// </summary>
    [Range(0, double.MaxValue)]
    public double R1 { get; init; }

    /// <summary>
    /// Whether the discriminator's weights are divided by their largest singular value. Miyato et al., "Spectral
    /// Normalization for Generative Adversarial Networks", 2018. The default value is <see langword="false"/>.
    /// </summary>
    public bool SpectralNormalization { get; init; }

    /// <summary>Steps of the discriminator for each step of the generator, 1 to 100. The default value is 1.</summary>
    [Range(1, 100)]
    public int DiscriminatorSteps { get; init; } = 1;

    /// <summary>The discriminator's learning rate, above 0. The default value, null, is that of the generator.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? DiscriminatorLearningRate { get; init; }

    /// <summary>The generator's optimizer. The default value is Adam with betas 0.5 and 0.999.</summary>
    [Required]
    public OptimizerOptions GeneratorOptimizer { get; init; } = new AdamOptions { Beta1 = 0.5 };

    /// <summary>The discriminator's optimizer. The default value is Adam with betas 0.5 and 0.999.</summary>
    [Required]
    public OptimizerOptions DiscriminatorOptimizer { get; init; } = new AdamOptions { Beta1 = 0.5 };

    /// <summary>
    /// What of the moving average of the generator's weights stays in a step, at least 0 and below 1; the average is
    /// what makes the images in the end. The default value is 0.999 (less in the first steps); null takes the last weights as they are.
    /// </summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double? WeightAverage { get; init; } = 0.999;

    /// <summary>
    /// Folder for a grid of images from the same latents after each epoch (<c>epoch-0001.png</c>, one row per class
    /// when there are classes) and one animated picture of all of them (<c>training.png</c>); it is created. The default
    /// value is null: no pictures.
    /// </summary>
    [NotEmpty]
    public string? GridFolder { get; init; }

    /// <summary>How the trained model makes images: columns, kind of values, truncation, device.</summary>
    [Required]
    public GeneratorOptions Output { get; init; } = new();

    // Batch normalization would undo the bound of spectral normalization: it scales again by what the batch happens to hold.
    internal bool LooksAtEachImage => UsesGradientPenalty || SpectralNormalization;

    internal bool UsesGradientPenalty => R1 > 0 || (Loss == GanLoss.Wasserstein && GradientPenalty > 0);

    private protected override IEnumerable<string> FindProblems() =>
    [
        .. base.FindProblems(),
        .. LabelSmoothing > 0 && Loss != GanLoss.NonSaturating ? [$"LabelSmoothing is for the loss NonSaturating; {Loss} has no labels."] : (string[])[],
        .. GanNetworks.FindProblems(Generator, Discriminator, LabelColumnName is not null),
    ];
}
