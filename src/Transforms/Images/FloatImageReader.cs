using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Reads a <c>Vector&lt;float&gt;</c> column.</summary>
internal sealed class FloatImageReader(ImageColumn column, DataViewRow row) : ImageReader(column)
{
    private readonly ValueGetter<VBuffer<float>> _getter = row.GetGetter<VBuffer<float>>(row.Schema[column.Column.Index]);
    private VBuffer<float> _values;

    public override void ReadFloats(Span<float> destination)
    {
        _getter(ref _values);
        if (Column.ChecksValues)
            FiniteValues.Require(in _values, row, Column.Column.Name);
        CopyOrdered(in _values, destination);
    }

    public override void ReadBytes(Span<byte> destination) =>
        throw new InvalidOperationException($"Column '{Column.Column.Name}' holds floats, not bytes.");
}
