using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>Reads the image of the current row.</summary>
internal abstract class ImageReader(ImageColumn column) : INetworkInputReader
{
    /// <summary>The column that is read.</summary>
    public ImageColumn Column { get; } = column;

    /// <summary>Reads the network's input, [C, H, W] in row-major order, preprocessing applied.</summary>
    public abstract void ReadFloats(Span<float> destination);

    /// <summary>Reads the pixels, [C, H, W] in row-major order.</summary>
    /// <exception cref="InvalidOperationException">The column does not hold bytes.</exception>
    public abstract void ReadBytes(Span<byte> destination);

    /// <summary>Copies the values channel after channel.</summary>
    protected void CopyPlanar<T>(in VBuffer<T> source, Span<T> destination)
    {
        if (source.Length != Column.Size)
        {
            throw new ColumnException(Column.Column.Name,
                $"A row of column '{Column.Column.Name}' has {source.Length} values; "
                + $"the network's input {Column.Shape} needs {Column.Size}.");
        }

        if (Column.Layout == PixelLayout.Planar)
        {
            source.CopyTo(destination);
            return;
        }

        InputShape shape = Column.Shape;
        int plane = shape.Height * shape.Width;
        ReadOnlySpan<T> values = source.GetValues();
        if (source.IsDense)
        {
            for (int channel = 0; channel < shape.Channels; channel++)
            {
                Span<T> target = destination.Slice(channel * plane, plane);
                for (int i = 0, from = channel; i < target.Length; i++, from += shape.Channels)
                    target[i] = values[from];
            }

            return;
        }

        destination[..Column.Size].Clear();
        ReadOnlySpan<int> indices = source.GetIndices();
        for (int i = 0; i < values.Length; i++)
            destination[indices[i] % shape.Channels * plane + indices[i] / shape.Channels] = values[i];
    }
}
