using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML;

namespace MlNetDeep.Estimators.Data;

/// <summary>Reads the present row of a cursor.</summary>
internal sealed class RowReader(RowLayout layout, DataViewRow row)
{
    private readonly ImageReader _image = layout.Image.CreateReader(row);
    private readonly (INetworkInputReader Reader, int Size, string Column)[] _others =
        [.. layout.Others.Select(other => (other.CreateReader(row), other.Shape.Size, other.Columns[0].Name))];
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
            Span<float> values = MemoryMarshal.Cast<byte, float>(pixels[..layout.ImageBytes]);
            _image.ReadFloats(values);
            RequireFinite(values, layout.Image.Column.Name);
        }

        int at = layout.ImageBytes;
        foreach ((INetworkInputReader reader, int size, string column) in _others)
        {
            Span<float> values = MemoryMarshal.Cast<byte, float>(pixels.Slice(at, size * sizeof(float)));
            reader.ReadFloats(values);
            RequireFinite(values, column);
            at += size * sizeof(float);
        }

        _label(label);
        weight = _weight is null ? 1 : (float)_weight();
    }

    private void RequireFinite(ReadOnlySpan<float> values, string column)
    {
        // One pass that vectorizes; only when it fails is the culprit looked for.
        if (float.IsFinite(TimesZero(values)))
        {
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new TrainingException(
                    $"Row {row.Position} (counted from 0) has the value {values[i]} at position {i} of column '{column}'; "
                    + "a network can only learn from finite numbers. Filter such rows out or replace missing values before the trainer.");
            }
        }
    }

    private static float TimesZero(ReadOnlySpan<float> values)
    {
        var sum = Vector<float>.Zero;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (Vector<float> vector in vectors)
        {
            sum += vector * Vector<float>.Zero;
        }

        float result = Vector.Sum(sum);
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
        {
            result += value * 0;
        }

        return result;
    }
}
