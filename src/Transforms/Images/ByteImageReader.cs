using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Reads a <c>Vector&lt;byte&gt;</c> column.</summary>
internal sealed class ByteImageReader(ImageColumn column, DataViewRow row) : ImageReader(column)
{
    private readonly ValueGetter<VBuffer<byte>> _getter = row.GetGetter<VBuffer<byte>>(row.Schema[column.Column.Index]);
    private readonly byte[] _pixels = new byte[column.Size];
    private VBuffer<byte> _values;

    public override void ReadFloats(Span<float> destination)
    {
        ReadBytes(_pixels);
        Column.Scaling!.Scale(_pixels, Column.Shape.Layout, destination);
    }

    public override void ReadBytes(Span<byte> destination)
    {
        _getter(ref _values);
        CopyOrdered(in _values, destination);
    }
}
