using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>One side of a comparison: rows whose images were brought to what a network reads.</summary>
internal sealed class JudgedImages
{
    /// <summary>What generators and other image steps call their pictures.</summary>
    public const string GeneratedColumn = "Image";

    // What LoadIdx and PrepareImages call theirs.
    private const string LoadedColumn = "Features";

    /// <summary>The column of <see cref="View"/> that the network reads.</summary>
    public const string ColumnName = "MlNetDeep.Judging.Image";

    private JudgedImages(IDataView view, string sourceName, string side, ImageColumn image)
    {
        View = view;
        SourceName = sourceName;
        Side = side;
        Image = image;
    }

    /// <summary>The rows.</summary>
    public IDataView View { get; }

    /// <summary>The column as the user knows it.</summary>
    public string SourceName { get; }

    /// <summary>"real", "generated" or "training", for messages.</summary>
    public string Side { get; }

    /// <summary>The column, bound to the network.</summary>
    public ImageColumn Image { get; }

    /// <summary>Brings a column to what a network reads.</summary>
    /// <param name="context">The context.</param>
    /// <param name="data">The rows.</param>
    /// <param name="columnName">Their images; null for "Image", or "Features" where there is no "Image".</param>
    /// <param name="side">What the rows are, for messages.</param>
    /// <param name="network">The network; of its input and preprocessing only.</param>
    /// <param name="fit">How images of another shape come into the frame.</param>
    /// <param name="target">The name of the column in the result.</param>
    /// <exception cref="ColumnException">The column is missing or does not fit the network.</exception>
    public static JudgedImages Bind(
        MLContext context, IDataView data, string? columnName, string side, Network network, ImageFit fit, string target = ColumnName)
    {
        columnName ??= data.Schema.GetColumnOrNull(GeneratedColumn) is null && data.Schema.GetColumnOrNull(LoadedColumn) is not null
            ? LoadedColumn : GeneratedColumn;
        DataViewSchema.Column column = data.Schema.GetColumnOrNull(columnName) ?? throw ColumnException.Missing(columnName, data.Schema, $" of {side} images");
        if (IsToBePrepared(column.Type))
        {
            // Bytes, to which the network's preprocessing is applied as to a column of pixels; pictures can be made of them.
            data = context.DeepLearning.PrepareImages(network, new PrepareImagesOptions
            {
                InputColumnName = columnName,
                OutputColumnName = target,
                AsBytes = true,
                Preprocessing = (network.Preprocessing ?? new ImagePreprocessing()) with { Fit = fit, ShortSide = 0 },
            }).Fit(data).Transform(data);
        }
        else
        {
            // The check against the user's column comes first, for messages that name it.
            ImageColumn.Bind(data.Schema, columnName, network);
            if (columnName != target)
                data = context.Transforms.CopyColumns(target, columnName).Fit(data).Transform(data);
        }

        return new JudgedImages(data, columnName, side, ImageColumn.Bind(data.Schema, target, network));
    }

    /// <summary>Checks that both sides reach the network in the same way.</summary>
    /// <exception cref="ColumnException">One holds floats and the other pixels.</exception>
    public static void CheckAlike(JudgedImages first, JudgedImages second, bool allowFloatsBesidePixels)
    {
        if (first.Image.IsBytes != second.Image.IsBytes && !allowFloatsBesidePixels)
        {
            JudgedImages floats = first.Image.IsBytes ? second : first, pixels = first.Image.IsBytes ? first : second;
            throw new ColumnException(floats.SourceName,
                $"The {floats.Side} images (column '{floats.SourceName}') are floats, which the network reads as they are; the "
                + $"{pixels.Side} ones (column '{pixels.SourceName}') are pixels, which get its preprocessing first. Give both as "
                + "pixels (Vector<byte> or MLImage), or set AllowFloatsBesidePixels when the floats are the network's input.");
        }
    }

    private static bool IsToBePrepared(DataViewType type) => type is ImageDataViewType or TextDataViewType
        || type is VectorDataViewType { IsKnownSize: false, ItemType: var item } && item == NumberDataViewType.Byte;
}
