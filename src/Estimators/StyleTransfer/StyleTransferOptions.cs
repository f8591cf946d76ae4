using System.ComponentModel.DataAnnotations;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Options of <see cref="StyleTransferEstimator"/>. They are checked together when the estimator is created.</summary>
public sealed record StyleTransferOptions : ICheckedOptions
{
    /// <summary>
    /// The trained network that looks at the pictures, for example <c>squeezenet1_1</c> or <c>vgg19</c>; what comes after
    /// the layers is left out. Its preprocessing is applied inside; a network without gets pixels from 0 to 1. There is no
    /// default value.
    /// </summary>
    [Required]
    public required Backbone Network { get; init; }

    /// <summary>
    /// The pictures whose style is wanted, with their shares: the Gram matrices aimed at are theirs, averaged by share,
    /// which has the gradient of their style losses added up. There is no default value.
    /// </summary>
    public required IReadOnlyList<StylePicture> Styles { get; init; }

    /// <summary>
    /// The column of pictures: text (a path), <c>Vector&lt;byte&gt;</c> (the bytes of a file) or <see cref="MLImage"/>.
    /// The default value is <c>Image</c>.
    /// </summary>
    [Required]
    public string InputColumnName { get; init; } = "Image";

    /// <summary>The new column of pictures, <see cref="MLImage"/>. The default value is <c>Styled</c>.</summary>
    [Required]
    public string OutputColumnName { get; init; } = "Styled";

    /// <summary>
    /// The layers whose values are to stay those of the content picture. The default value, null, knows two families: VGG
    /// (<c>conv4_2</c> as in the paper, behind its ReLU) and SqueezeNet (the sixth module, <c>features.6</c>).
    /// </summary>
    public IReadOnlyList<string>? ContentLayers { get; init; }

    /// <summary>
    /// The layers whose Gram matrices are to become those of the style pictures. The default value, null, knows two
    /// families: VGG (<c>conv1_1</c>, <c>conv2_1</c> ... <c>conv5_1</c> as in the paper, behind their ReLUs) and SqueezeNet
    /// (<c>features.1</c>, <c>.3</c>, <c>.4</c>, <c>.6</c>, <c>.7</c> and <c>.9</c>), all of the same weight.
    /// </summary>
    public IReadOnlyList<StyleLayer>? StyleLayers { get; init; }

    /// <summary>In what losses are measured. The default value is <see cref="StyleScaling.Relative"/>.</summary>
    public StyleScaling Scaling { get; init; }

    /// <summary>Weight of the content loss, at least 0. The default value is 1.</summary>
    [Range(0, double.MaxValue)]
    public double ContentWeight { get; init; } = 1;

    /// <summary>Weight of the style loss, above 0. The default value is 50.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double StyleWeight { get; init; } = 50;

    /// <summary>
    /// Weight of the total variation, at least 0: the mean squared difference of neighbouring pixels, across plus down, for
    /// pixels from 0 to 1. It takes away the grid that strided layers leave. (Source: A. Mahendran and A. Vedaldi,
    /// "Understanding deep image representations by inverting them", 2015, with beta 2.) The default value is 100.
    /// </summary>
    [Range(0, double.MaxValue)]
    public double TotalVariationWeight { get; init; } = 100;

    /// <summary>What changes the picture. The default value is <see cref="StyleOptimizer.Lbfgs"/>.</summary>
    public StyleOptimizer Optimizer { get; init; }

    /// <summary>Steps for each picture, 1 to 1,000,000. The default value is 200.</summary>
    [Range(1, 1_000_000)]
    public int Steps { get; init; } = 200;

    /// <summary>
    /// Learning rate of Adam at the start, above 0, for pixels from 0 to 1. The default value, null, is 0.03 for a start from the
    /// content, and 0.3 out of noise, where small steps leave the picture gray.
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? LearningRate { get; init; }

    /// <summary>How many earlier steps L-BFGS remembers, 1 to 1,000. The default value is 20.</summary>
    [Range(1, 1000)]
    public int History { get; init; } = 20;

    /// <summary>The picture to start from. The default value is <see cref="StyleStart.Content"/>.</summary>
    public StyleStart Start { get; init; }

    /// <summary>
    /// The length of a side of the result in pixels, 8 to 4,096; pictures keep their proportions. The default value is 256.
    /// </summary>
    [Range(PictureLoader.MinSide, PictureLoader.MaxSide)]
    public int Size { get; init; } = 256;

    /// <summary>The side that has this length. The default value is <see cref="StyleSide.Short"/>.</summary>
    public StyleSide Side { get; init; }

    /// <summary>
    /// The length of the same side of the style pictures, 8 to 4,096: the larger they are, the larger the strokes. The
    /// default value, null, is <see cref="Size"/>.
    /// </summary>
    [Range(PictureLoader.MinSide, PictureLoader.MaxSide)]
    public int? StyleSize { get; init; }

    /// <summary>
    /// Whether the picture keeps its colors: the transfer sees and changes luminance alone, and that of the style pictures
    /// is first given the mean and the spread of the content's. (Source: L. Gatys et al., "Preserving color in neural
    /// artistic style transfer", 2016, section 4, luminance-only transfer in YIQ.) The default value is <see langword="false"/>.
    /// </summary>
    public bool KeepColor { get; init; }

    /// <summary>Seed of the noise. The default value, null, draws one from the MLContext when the estimator is fitted.</summary>
    public int? Seed { get; init; }

    /// <summary>Where to compute: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>auto</c>. The default value is <c>auto</c>.</summary>
    [Device]
    public string Device { get; init; } = "auto";

    /// <summary>CPU threads, 0 to 1,024; 0 takes one per processor. The default value is 0.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>
    /// The largest width times height of an image file, checked before decoding, 1 to 536,870,911. The default value is
    /// 100,000,000.
    /// </summary>
    [Range(1, ImageCheck.MostPixels)]
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>
    /// Called for each picture at its start and after each step, on the thread that reads the column. The default value is
    /// null. It is not saved with a model.
    /// </summary>
    public Action<StyleStepArguments>? OnStep { get; init; }

    /// <summary>
    /// Ends work on a picture with what there is of it. Cancelled before a picture's first step, reading the column throws
    /// OperationCanceledException. The default value cannot be cancelled. It is not saved with a model.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>
    /// What is written to the console; the MLContext's log gets two lines per picture in any case. It is not saved with a
    /// model, and a loaded one writes nothing. The default value is <see cref="ProgressOutput.None"/>.
    /// </summary>
    public ProgressOutput Progress { get; init; }

    /// <summary>The learning rate that Adam really starts with.</summary>
    internal double StartingRate => LearningRate ?? (Start == StyleStart.Noise ? 0.3 : 0.03);
}
