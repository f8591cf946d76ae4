using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Augmenting;

namespace MlNetDeep;

/// <summary>
/// A step of an augmentation: a random change of the training images (and, for <see cref="MixUp"/> and
/// <see cref="CutMix"/>, of their labels) that makes them new each epoch. A recipe is a list of steps, applied in order
/// to each batch on the training device; validation rows are never changed.
/// </summary>
/// <remarks>
/// What happens to a row depends on the seed, the epoch and the row's position in the data alone, so a run repeats and
/// resumes bit for bit on the same device. Neighbouring geometric steps (mirror, crop, shift, rotate, zoom, shear) with
/// the same <see cref="EdgeFill"/> become one affine map, and the image is sampled once, so it is blurred once.
/// Colours are counted from 0 (black) to 1 (white), whatever the network's preprocessing makes of them; a column of
/// floats without preprocessing is taken as it is, with 0 as black and no bounds.
/// Steps compare by value, and their text is part of a checkpoint's fingerprint.
/// </remarks>
public abstract record Augmentation : ICheckedOptions
{
    private protected Augmentation()
    {
    }

    /// <summary>Share of the images that the step changes, 0 to 1. The default value is each step's own, see its factory.</summary>
    [Range(0, 1)]
    public double Probability { get; init; } = 1;

    internal abstract string Name { get; }

    /// <summary>Whether the step needs a network input of shape <c>[N, C, H, W]</c>.</summary>
    internal virtual bool NeedsImage => true;

    /// <summary>The settings in words, apart from the probability.</summary>
    private protected abstract string Settings { get; }

    /// <summary>The step in words, for example <c>Rotate(15, Black, probability 1)</c>.</summary>
    public sealed override string ToString() => $"{Name}({Settings}probability {Probability})";

    /// <summary>Mirrors left and right.</summary>
    /// <param name="probability">Share of the images that are mirrored.</param>
    public static Augmentation Mirror(double probability = 0.5) => new MirrorStep(Vertical: false) { Probability = probability };

    /// <summary>Mirrors top and bottom.</summary>
    /// <param name="probability">Share of the images that are mirrored.</param>
    public static Augmentation MirrorVertically(double probability = 0.5) => new MirrorStep(Vertical: true) { Probability = probability };

    /// <summary>Pads the image on all sides and cuts its size out again at a random place: a shift by whole pixels.</summary>
    /// <param name="padding">Pixels on each side, 0 to 4,096.</param>
    /// <param name="fill">What the padding shows.</param>
    public static Augmentation Crop(int padding = 4, EdgeFill fill = EdgeFill.Black) => new CropStep(padding) { Fill = fill };

    /// <summary>
    /// Cuts out a random part of random shape and stretches it to the whole image (source: C. Szegedy et al., "Going
    /// deeper with convolutions", 2015).
    /// </summary>
    /// <param name="minimumArea">Smallest share of the image's area, above 0 and at most 1.</param>
    /// <param name="maximumAspect">How much wider than high (or the other way round) the part may be at most, 1 to 10.</param>
    public static Augmentation ResizedCrop(double minimumArea = 0.25, double maximumAspect = 4.0 / 3) => new ResizedCropStep(minimumArea, maximumAspect);

    /// <summary>Shifts by a random part of the image's width and of its height.</summary>
    /// <param name="fraction">The largest shift in both directions, 0 to 1.</param>
    /// <param name="fill">What appears at the edges.</param>
    public static Augmentation Shift(double fraction = 0.1, EdgeFill fill = EdgeFill.Black) => new ShiftStep(fraction) { Fill = fill };

    /// <summary>Rotates about the centre.</summary>
    /// <param name="degrees">The largest angle in both directions, 0 to 180.</param>
    /// <param name="fill">What appears at the corners.</param>
    public static Augmentation Rotate(double degrees = 15, EdgeFill fill = EdgeFill.Black) => new RotateStep(degrees) { Fill = fill };

    /// <summary>Enlarges or shrinks about the centre.</summary>
    /// <param name="minimum">Smallest factor, 0.1 to 10; below 1 shrinks.</param>
    /// <param name="maximum">Largest factor, 0.1 to 10.</param>
    /// <param name="fill">What appears at the edges of a smaller image.</param>
    public static Augmentation Zoom(double minimum = 0.9, double maximum = 1.1, EdgeFill fill = EdgeFill.Black) =>
        new ZoomStep(minimum, maximum) { Fill = fill };

    /// <summary>Shears: horizontal lines slide along, so that vertical ones lean.</summary>
    /// <param name="degrees">The largest lean in both directions, 0 to 80.</param>
    /// <param name="fill">What appears at the edges.</param>
    public static Augmentation Shear(double degrees = 10, EdgeFill fill = EdgeFill.Black) => new ShearStep(degrees) { Fill = fill };

    /// <summary>Multiplies the colours by a factor.</summary>
    /// <param name="amount">The factor is between 1 - amount (at least 0) and 1 + amount; 0 to 10.</param>
    public static Augmentation Brightness(double amount = 0.2) => new BrightnessStep(amount);

    /// <summary>Moves the colours away from the image's mean grey, or towards it.</summary>
    /// <param name="amount">The factor is between 1 - amount (at least 0) and 1 + amount; 0 to 10.</param>
    public static Augmentation Contrast(double amount = 0.2) => new ContrastStep(amount);

    /// <summary>Moves each pixel away from its own grey, or towards it. Images must have three channels.</summary>
    /// <param name="amount">The factor is between 1 - amount (at least 0) and 1 + amount; 0 to 10.</param>
    public static Augmentation Saturation(double amount = 0.2) => new SaturationStep(amount);

    /// <summary>Paints over a random rectangle (source: Z. Zhong et al., "Random erasing data augmentation", 2017).</summary>
    /// <param name="minimumArea">Smallest share of the image's area, above 0.</param>
    /// <param name="maximumArea">Largest share, at most 1.</param>
    /// <param name="level">Grey of the rectangle, from 0 (black) to 1 (white).</param>
    /// <param name="probability">Share of the images that are painted on.</param>
    public static Augmentation Erase(double minimumArea = 0.02, double maximumArea = 0.33, double level = 0, double probability = 0.5) =>
        new EraseStep(minimumArea, maximumArea, level) { Probability = probability };

    /// <summary>
    /// Fades another image of the batch in, and its label as much (source: H. Zhang et al., "mixup: Beyond empirical risk
    /// minimization", 2017).
    /// </summary>
    /// <param name="alpha">The share of the image is drawn from Beta(alpha, alpha), for each image anew; above 0, at most 100.</param>
    /// <param name="probability">Share of the images that are mixed.</param>
    public static Augmentation MixUp(double alpha = 0.2, double probability = 1) => new MixUpStep(alpha) { Probability = probability };

    /// <summary>
    /// Pastes a rectangle of another image of the batch in, and mixes the labels by area (source: S. Yun et al., "CutMix:
    /// Regularization strategy to train strong classifiers with localizable features", 2019).
    /// </summary>
    /// <param name="alpha">The share that stays is drawn from Beta(alpha, alpha), for each image anew; above 0, at most 100.</param>
    /// <param name="probability">Share of the images that are mixed.</param>
    public static Augmentation CutMix(double alpha = 1, double probability = 0.5) => new CutMixStep(alpha) { Probability = probability };

    string? ICheckedOptions.Kind => Name;

    IEnumerable<string> ICheckedOptions.FindProblems() => FindProblems();

    private protected virtual IEnumerable<string> FindProblems() => [];

    /// <summary>What is wrong with images of so many channels; null when nothing is.</summary>
    internal virtual string? ProblemWith(int channels) => null;

    /// <summary>Changes a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">The step's place in the recipe, which gives it random numbers of its own.</param>
    internal abstract void Apply(AugmentedBatch batch, int index);

    /// <summary>Why a recipe does not fit images.</summary>
    /// <param name="recipe">The steps.</param>
    /// <param name="network">The network, when it is known.</param>
    internal static IEnumerable<string> ProblemsWith(IReadOnlyList<Augmentation>? recipe, Network? network)
    {
        bool isImage = network is null or { Inputs: [{ Shape.Count: 4 }, ..] };
        int? channels = network is null ? null : (int?)InputShape.ChannelsOf(network);
        for (int i = 0; i < recipe?.Count; i++)
        {
            string? problem = recipe[i] switch
            {
                null => null,
                { NeedsImage: true } when !isImage => "the network's input must be an image, [N, C, H, W] or [N, H, W, C].",
                { } step => channels is { } count ? step.ProblemWith(count) : null,
            };
            if (problem is not null)
            {
                yield return $"Augmentation[{i}], {recipe[i].Name}: {problem}";
            }
        }
    }
}
