using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>
/// The preprocessing of a column of prepared images, in an annotation of the column. ML.NET keeps it wherever a step leaves
/// the values as they are (filters, caches, splits, copies, selections, a concatenation of one), and drops it where a step
/// makes other values.
/// </summary>
internal static class RecordedPreprocessing
{
    private const string Kind = "ImagePreprocessing";

    /// <summary>The annotations of a prepared column.</summary>
    public static DataViewSchema.Annotations Annotate(ImagePreprocessing preprocessing)
    {
        ReadOnlyMemory<char> json = preprocessing.ToJson().AsMemory();
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(Kind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = json);
        return builder.ToAnnotations();
    }

    /// <summary>How the images of a column were prepared; null when the column does not say.</summary>
    /// <exception cref="NetworkFormatException">The annotation is not ours.</exception>
    public static ImagePreprocessing? Of(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(Kind) is not { Type: TextDataViewType })
            return null;
        ReadOnlyMemory<char> json = default;
        column.Annotations.GetValue(Kind, ref json);
        return ImagePreprocessing.FromJson(json.ToString());
    }

    /// <summary>Gives the network what is recorded in the column that it is about to be trained on.</summary>
    /// <param name="schema">The schema of the rows.</param>
    /// <param name="columnName">The image column.</param>
    /// <param name="network">The network.</param>
    /// <param name="change">What the network said before, when pixels were other numbers then; else null.</param>
    /// <returns>The network as it is when the column is not there or says nothing.</returns>
    public static Network Adopt(DataViewSchema schema, string columnName, Network network, out string? change)
    {
        change = null;
        if (schema.GetColumnOrNull(columnName) is not { } column || Of(column) is not { } recorded)
            return network;
        bool isBytes = column.Type is VectorDataViewType { ItemType: var item } && item == NumberDataViewType.Byte;
        if (network.Preprocessing is { } known)
            change = FindConflict(column, recorded, known, isBytes);
        return network.WithPreprocessing(Combine(recorded, network.Preprocessing, isBytes)! with { Layout = network.Preprocessing?.Layout });
    }

    /// <summary>How the values of a column become the input: as recorded; the scaling of bytes is the network's.</summary>
    public static ImagePreprocessing? Combine(ImagePreprocessing? recorded, ImagePreprocessing? known, bool isBytes) =>
        recorded is null || known is null || !isBytes
            ? recorded ?? known
            : recorded with { Scale = known.Scale, Mean = known.Mean, StandardDeviation = known.StandardDeviation };

    /// <summary>Says in what a column differs from what a network expects; null when every pixel is the same number.</summary>
    public static string? FindConflict(DataViewSchema.Column column, ImagePreprocessing recorded, ImagePreprocessing known, bool isBytes)
    {
        int channels = PixelPacker.Channels(recorded);
        bool alike = isBytes ? PixelScaling.OrdersAreAlike(recorded, known, channels) : PixelScaling.AreAlike(recorded, known, channels);
        return alike
            ? null
            : $"The images of column '{column.Name}' were prepared as {recorded}, but the network was made for {known}";
    }
}
