using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>
/// An image column, checked against the input of a network: <c>Vector&lt;float&gt;</c> holds the network's input as it
/// is, <c>Vector&lt;byte&gt;</c> holds pixels to which the network's preprocessing is applied. What the column says of its
/// preparation must agree with the network.
/// </summary>
internal sealed class ImageColumn : INetworkInput
{
    private ImageColumn(
        DataViewSchema.Column column, InputShape shape, PixelLayout layout, PixelScaling? scaling, ImagePreprocessing? preprocessing, bool checksValues)
    {
        Column = column;
        Shape = shape;
        Layout = layout;
        Scaling = scaling;
        Preprocessing = preprocessing;
        ChecksValues = checksValues;
    }

    /// <summary>The column.</summary>
    public DataViewSchema.Column Column { get; }

    /// <summary>The shape of one row of the network's input.</summary>
    public InputShape Shape { get; }

    /// <summary>How the values lie in the column.</summary>
    public PixelLayout Layout { get; }

    /// <summary>What turns bytes into input; null for a column of floats.</summary>
    public PixelScaling? Scaling { get; }

    /// <summary>How images become the network's input, as far as the column or the network says.</summary>
    public ImagePreprocessing? Preprocessing { get; }

    /// <summary>True for <c>Vector&lt;byte&gt;</c>, false for <c>Vector&lt;float&gt;</c>.</summary>
    public bool IsBytes => Scaling is not null;

    /// <summary>Whether floats that are no numbers are refused.</summary>
    public bool ChecksValues { get; }

    IReadOnlyList<DataViewSchema.Column> INetworkInput.Columns => [Column];

    /// <summary>The number of values in a row.</summary>
    public int Size => Shape.Size;

    /// <summary>Finds the column and checks it against the network's input.</summary>
    /// <exception cref="ColumnException">The column is missing, has another type or size, or was prepared for another network.</exception>
    /// <exception cref="DeepLearningException">The network has not exactly one float input.</exception>
    /// <param name="schema">The schema of the rows.</param>
    /// <param name="columnName">The column.</param>
    /// <param name="network">The network.</param>
    /// <param name="input">Which of several inputs; null for the only one.</param>
    public static ImageColumn Bind(DataViewSchema schema, string columnName, Network network, NetworkValue? input = null)
    {
        DataViewSchema.Column column = Find(schema, columnName, input);
        if (column.Type is not VectorDataViewType vector
            || (vector.ItemType.RawType != typeof(float) && vector.ItemType.RawType != typeof(byte))
            || vector.ItemType is KeyDataViewType)
        {
            throw new ColumnException(columnName,
                $"Column '{columnName}' has type {column.Type}; expected a vector of float (the network's input) "
                + "or of byte (pixels).");
        }

        ImmutableArray<int> dimensions = vector.Dimensions;
        InputShape shape = input is null ? InputShape.Of(network, dimensions) : InputShape.Of(network, input, dimensions);
        if (!vector.IsKnownSize)
        {
            throw new ColumnException(columnName,
                $"Column '{columnName}' is a vector of unknown size; the network's input {shape} needs {shape.Size} values. "
                + "Give the size, with [VectorType(...)] or a LoadColumn range for example.");
        }

        if (vector.Size != shape.Size)
        {
            throw new ColumnException(columnName,
                $"Column '{columnName}' has {vector.Size} values ({column.Type}), but the network's input {shape} needs "
                + $"{shape.Size}. {(shape.IsImage ? "Resize the images, or use a network for this size" : $"Use a network for this size, Network.Input({vector.Size}), or other columns")}.");
        }

        PixelLayout layout = LayoutOf(columnName, shape, dimensions);
        bool isBytes = vector.ItemType.RawType == typeof(byte);
        ImagePreprocessing? recorded = RecordedPreprocessing.Of(column);
        if (recorded is not null && network.Preprocessing is { } known
            && RecordedPreprocessing.FindConflict(column, recorded, known, isBytes) is { } conflict)
        {
            throw new ColumnException(columnName,
                $"{conflict} (network '{network.Name}'). Prepare the images with PrepareImages(network); or, when the network "
                + "is right with these images, say so with network.WithPreprocessing(...).");
        }

        ImagePreprocessing? preprocessing = RecordedPreprocessing.Combine(recorded, network.Preprocessing, isBytes);
        PixelScaling? scaling = isBytes ? PixelScaling.Of(network, shape, preprocessing) : null;
        return new ImageColumn(column, shape, layout, scaling, scaling?.Preprocessing ?? preprocessing, FiniteValues.AreChecked(network));
    }

    /// <summary>Finds a column.</summary>
    /// <exception cref="ColumnException">There is none of this name.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string columnName, NetworkValue? input) => schema.GetColumnOrNull(columnName)
        ?? throw ColumnException.Missing(columnName, schema, $" for the network's input{(input is null || input.Name == columnName ? "" : $" '{input.Name}'")}");

    /// <summary>Reads the column from <paramref name="row"/>.</summary>
    public ImageReader CreateReader(DataViewRow row) =>
        IsBytes ? new ByteImageReader(this, row) : new FloatImageReader(this, row);

    INetworkInputReader INetworkInput.CreateReader(DataViewRow row) => CreateReader(row);

    private static PixelLayout LayoutOf(string columnName, InputShape shape, ImmutableArray<int> dimensions)
    {
        int[] significant = [.. dimensions.Where(dimension => dimension != 1)];
        if (!shape.IsImage || dimensions.Length < 2)
            return shape.Layout;
        if (Matches(shape.Channels, shape.Height, shape.Width))
            return PixelLayout.Planar;
        if (Matches(shape.Height, shape.Width, shape.Channels))
            return PixelLayout.Interleaved;
        throw new ColumnException(columnName,
            $"Column '{columnName}' has dimensions [{InvariantText.Join(", ", dimensions)}]; expected [{shape.Channels}, {shape.Height}, {shape.Width}], "
            + $"[{shape.Height}, {shape.Width}, {shape.Channels}] or a flat vector of {shape.Size}.");

        // Dimensions of 1 say nothing about the order of the values.
        bool Matches(params int[] expected) => expected.Where(dimension => dimension != 1).SequenceEqual(significant);
    }
}
