using System.Collections.Immutable;

namespace MlNetDeep;

/// <summary>The shape of one row of a network's input: [C, H, W] or [H, W, C] for an image, or another shape without layout.</summary>
internal sealed class InputShape
{
    /// <summary>The most values that a row, or a batch of several rows, may have.</summary>
    public const int MaxSize = 1 << 28;

    private InputShape(string name, ImmutableArray<long> dimensions, long? fixedBatch, PixelLayout layout)
    {
        Name = name;
        Layout = layout;
        Dimensions = dimensions;
        FixedBatch = fixedBatch;
        Size = (int)dimensions.Aggregate(1L, (product, dimension) => product * dimension);
    }

    /// <summary>The name of the network's input.</summary>
    public string Name { get; }

    /// <summary>The dimensions without the batch.</summary>
    public ImmutableArray<long> Dimensions { get; }

    /// <summary>The batch size that the network insists on, or null when any will do.</summary>
    public long? FixedBatch { get; }

    /// <summary>The number of values.</summary>
    public int Size { get; }

    /// <summary>Whether the dimensions are [C, H, W] or [H, W, C].</summary>
    public bool IsImage => Dimensions.Length == 3;

    /// <summary>Which of the two.</summary>
    public PixelLayout Layout { get; }

    /// <summary>Channels of an image.</summary>
    public int Channels => IsImage ? (int)Dimensions[Axes.Channels] : 1;

    /// <summary>Height of an image in pixels.</summary>
    public int Height => IsImage ? (int)Dimensions[Axes.Height] : 1;

    /// <summary>Width of an image in pixels.</summary>
    public int Width => IsImage ? (int)Dimensions[Axes.Width] : Size;

    private (int Channels, int Height, int Width) Axes => AxesOf(Layout);

    /// <summary>The channels of a network's image, without a column; null when its input is no image, or leaves them open.</summary>
    public static long? ChannelsOf(Network network) =>
        network.Inputs is [{ Shape: { Count: 4 } shape }] ? shape[1 + AxesOf(network.ImageLayout).Channels] : null;

    /// <summary>
    /// The shape of the input of <paramref name="network"/>; dimensions that it leaves open are taken from its
    /// preprocessing or from those of the column.
    /// </summary>
    /// <exception cref="DeepLearningException">There is not exactly one float input, or a dimension stays unknown.</exception>
    /// <param name="network">The network.</param>
    /// <param name="columnDimensions">Dimensions of the column, in the network's layout or the other one; may be empty.</param>
    public static InputShape Of(Network network, IReadOnlyList<int> columnDimensions)
    {
        if (network.Inputs.Count != 1)
        {
            string inputs = string.Join(", ", network.Inputs.Select(value => $"'{value.Name}' ({value.ElementType})"));
            throw new DeepLearningException(
                $"Network '{network.Name}' has {network.Inputs.Count} inputs: {inputs}; expected one of floats.");
        }

        return Of(network, network.Inputs[0], columnDimensions);
    }

    /// <summary>The shape of one of several inputs.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">The input.</param>
    /// <param name="columnDimensions">Dimensions of the column, in the network's layout or the other one; may be empty.</param>
    /// <exception cref="DeepLearningException">It is not of floats, or a dimension stays unknown.</exception>
    public static InputShape Of(Network network, NetworkValue input, IReadOnlyList<int> columnDimensions)
    {
        if (input.ElementType != TensorElementType.Float)
        {
            throw new DeepLearningException(
                $"Input '{input.Name}' of network '{network.Name}' is of {input.ElementType}; expected floats.");
        }

        if (input.Shape.Count == 0)
        {
            throw new DeepLearningException(
                $"Input '{input.Name}' of network '{network.Name}' has no dimensions; expected a batch dimension.");
        }

        PixelLayout layout = network.ImageLayout;
        long[] dimensions = [.. input.Shape.Skip(1).Select((dimension, i) => dimension ?? Open(network, layout, columnDimensions, input, i))];
        long size = 1;
        foreach (long dimension in dimensions)
        {
            if (dimension < 1 || dimension > MaxSize || (size *= dimension) > MaxSize)
            {
                throw new DeepLearningException(
                    $"Input '{input.Name}' of network '{network.Name}' has shape [{InvariantText.Join(", ", dimensions)}]; "
                    + $"expected positive dimensions and at most {MaxSize} values.");
            }
        }

        if (input.Shape[0] is long batch && (batch < 1 || batch > MaxSize / size))
        {
            throw new DeepLearningException(
                $"Input '{input.Name}' of network '{network.Name}' has a fixed batch of {batch} rows of {size} values; "
                + $"expected at least one row and at most {MaxSize} values.");
        }

        return new InputShape(input.Name, [.. dimensions], input.Shape[0], layout);
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{InvariantText.Join(", ", Dimensions)}]";

    private static (int Channels, int Height, int Width) AxesOf(PixelLayout layout) =>
        layout == PixelLayout.Planar ? (0, 1, 2) : (2, 0, 1);

    private static long Open(Network network, PixelLayout layout, IReadOnlyList<int> column, NetworkValue input, int index)
    {
        if (input.Shape.Count == 4 && network.Preprocessing is { } preprocessing)
        {
            (int channels, int height, _) = AxesOf(layout);
            int known = index == channels ? preprocessing.Channels : index == height ? preprocessing.Height : preprocessing.Width;
            if (known > 0)
                return known;
        }

        if (column.Count == input.Shape.Count - 1 && column[index] > 0)
            return column[index];
        throw new DeepLearningException(
            $"Dimension {index + 1} of input '{input.Name}' of network '{network.Name}' is open. Give the network "
            + $"preprocessing with a width and a height, or give the column the dimensions {(layout == PixelLayout.Planar ? "[C, H, W]" : "[H, W, C]")}.");
    }
}
