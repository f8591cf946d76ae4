using System.Runtime.InteropServices;
using Microsoft.ML;

namespace MlNetDeep.Estimators.Data;

/// <summary>Reads the present row of a cursor.</summary>
internal sealed class RowReader(RowLayout layout, DataViewRow row)
{
    private readonly ImageReader _image = layout.Image.CreateReader(row);
    private readonly (INetworkInputReader Reader, int Size)[] _others = [.. layout.Others.Select(other => (other.CreateReader(row), other.Shape.Size))];
    private readonly LabelGetter _label = layout.Kind is null ? static label => label.Clear() : LabelReader.Create(row, layout);
    private readonly Func<double>? _weight = layout.Weight is { } weight ? LabelReader.CreateWeight(row, weight) : null;

    /// <summary>The row's position in the data, counted from 0.</summary>
    public long Index { get; set; }

    /// <summary>Reads the row's pixels and other inputs, label and weight.</summary>
    /// <param name="pixels">Receives <see cref="RowLayout.PixelBytes"/> bytes.</param>
    /// <param name="label">Receives <see cref="RowLayout.LabelWidth"/> numbers.</param>
    /// <param name="weight">The weight, 1 when there is no weight column.</param>
    public void Read(Span<byte> pixels, Span<double> label, out float weight)
    {
        if (layout.Image.IsBytes)
        {
            _image.ReadBytes(pixels[..layout.ImageBytes]);
        }
        else
        {
            _image.ReadFloats(MemoryMarshal.Cast<byte, float>(pixels[..layout.ImageBytes]));
        }

        int at = layout.ImageBytes;
        foreach ((INetworkInputReader reader, int size) in _others)
        {
            reader.ReadFloats(MemoryMarshal.Cast<byte, float>(pixels.Slice(at, size * sizeof(float))));
            at += size * sizeof(float);
        }

        _label(label);
        weight = _weight is null ? 1 : (float)_weight();
    }
}
