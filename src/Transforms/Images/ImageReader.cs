using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Reads the image of the current row.</summary>
internal abstract class ImageReader(ImageColumn column) : INetworkInputReader
{
    /// <summary>The column that is read.</summary>
    public ImageColumn Column { get; } = column;

    /// <summary>Reads the network's input, in its layout, preprocessing applied.</summary>
    public abstract void ReadFloats(Span<float> destination);

    /// <summary>Reads the pixels, in the layout of the network's input.</summary>
    /// <exception cref="InvalidOperationException">The column does not hold bytes.</exception>
    public abstract void ReadBytes(Span<byte> destination);

    /// <summary>Copies the values in the order of the network's input.</summary>
    protected void CopyOrdered<T>(in VBuffer<T> source, Span<T> destination)
    {
        if (source.Length != Column.Size)
        {
            throw new ColumnException(Column.Column.Name,
                $"A row of column '{Column.Column.Name}' has {source.Length} values; "
                + $"the network's input {Column.Shape} needs {Column.Size}.");
        }

        InputShape shape = Column.Shape;
        ReadOnlySpan<T> values = source.GetValues();
        if (source.IsDense)
        {
            PixelOrder.Copy(values, Column.Layout, destination, shape.Layout, shape.Channels);
            return;
        }

        destination[..Column.Size].Clear();
        ReadOnlySpan<int> indices = source.GetIndices();
        for (int i = 0; i < values.Length; i++)
            destination[PixelOrder.Move(indices[i], Column.Layout, shape.Layout, shape.Channels, shape.Height * shape.Width)] = values[i];
    }
}
