using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

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
public sealed class ImagePreparingTransformer : ITransformer
{
    /// <summary>The form in which the transformer is saved.</summary>
    internal static readonly SavedKind<PrepareImagesOptions> Saved = new(
        "Images", SavedJson.Default.PrepareImagesOptions,
        static (environment, options, parts) => new ImagePreparingTransformer(environment, options));

    internal ImagePreparingTransformer(IHostEnvironment environment, PrepareImagesOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = options.Problems();
        if (problems.Count > 0)
            throw new OptionsException(problems);
        if (environment is MLContext mlContext)
            _ = mlContext.DeepLearning;
        Environment = environment;
        Options = options;
        Preparer = new ImagePreparer(options);
    }

    /// <summary>The options.</summary>
    public PrepareImagesOptions Options { get; }

    /// <summary>True: every row is prepared by itself. Left out rows are left out of cursors only.</summary>
    public bool IsRowToRowMapper => true;

    internal IHostEnvironment Environment { get; }

    internal ImagePreparer Preparer { get; }

    /// <summary>Gives the input's columns and the new one.</summary>
    /// <param name="inputSchema">The schema of the data.</param>
    /// <exception cref="ColumnException">The image column is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>Gives a view of the data with prepared images. Nothing is read before a cursor asks for it.</summary>
    /// <param name="input">The data.</param>
    /// <exception cref="ColumnException">The image column is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new PreparedDataView(Bind(input.Schema), input);
    }

    /// <summary>Gives the one-row path that ML.NET's <c>PredictionEngine</c> takes; a bad image is an error there.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <exception cref="ColumnException">The image column is missing or has another type.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Saved.Save(ctx, Options, null, []);

    internal static ColumnException Missing(string name, IEnumerable<string> present) => new(name,
        $"There is no column '{name}' of images; there are {string.Join(", ", present.Distinct().Select(column => $"'{column}'"))}.");

    internal static ColumnException WrongType(string name, string type) => new(name,
        $"Column '{name}' has type {type}; expected text (paths), a vector of byte (files) or images.");

    private PreparationBindings Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new PreparationBindings(this, inputSchema);
    }
}
