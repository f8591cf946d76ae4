using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>Reads a <c>Vector&lt;byte&gt;</c> column.</summary>
internal sealed class ByteImageReader(ImageColumn column, DataViewRow row) : ImageReader(column)
{
    private readonly ValueGetter<VBuffer<byte>> _getter = row.GetGetter<VBuffer<byte>>(row.Schema[column.Column.Index]);
    private readonly byte[] _planar = new byte[column.Size];
    private VBuffer<byte> _values;

    public override void ReadFloats(Span<float> destination)
    {
        ReadBytes(_planar);
        Column.Scaling!.Apply(_planar, destination);
    }

    public override void ReadBytes(Span<byte> destination)
    {
        _getter(ref _values);
        CopyPlanar(in _values, destination);
    }
}
