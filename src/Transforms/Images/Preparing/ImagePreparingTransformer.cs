using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Makes a network's input of images, in one step: decode, resize, cut out or pad, order and scale.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>ImagePath (in)</term><description>text, <c>Vector&lt;byte&gt;</c> (a file's bytes) or
/// <see cref="MLImage"/></description></item>
/// <item><term>Features (out)</term><description><c>Vector&lt;float&gt;</c> (the network's input) or
/// <c>Vector&lt;byte&gt;</c> (pixels), [C, H, W] or [H, W, C]</description></item>
/// </list>
/// Transforming is lazy. A cursor reads some rows ahead and decodes them on several threads; it holds prepared images for
/// two rows a thread and one decoded image a thread at most. The rows come in their order. EXIF's orientation is followed,
/// gray and palette files become colors, transparency is laid on white, CMYK and 16-bit files become 8-bit RGB; other
/// color profiles are not applied. Resizing is bilinear and antialiased, as torchvision's.
/// </remarks>
public sealed class ImagePreparingTransformer : RowTransformer
{
    /// <summary>The form in which the transformer is saved.</summary>
    internal static readonly SavedKind<PrepareImagesOptions> Saved = new(
        "Images", SavedJson.Default.PrepareImagesOptions,
        static (environment, options, parts) => new ImagePreparingTransformer(environment, options));

    internal ImagePreparingTransformer(IHostEnvironment environment, PrepareImagesOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.Throw(options);
        if (environment is MLContext mlContext)
            _ = mlContext.DeepLearning;
        Environment = environment;
        Options = options;
        Preparer = new ImagePreparer(options);
    }

    /// <summary>The options.</summary>
    public PrepareImagesOptions Options { get; }

    internal IHostEnvironment Environment { get; }

    internal ImagePreparer Preparer { get; }

    private protected override void SaveModel(ModelSaveContext ctx) => Saved.Save(ctx, Options, null, []);

    private protected override RowMapping Map(DataViewSchema input) => new PreparationMapping(this, input);
}
