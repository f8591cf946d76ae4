using System.Text;
using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model.Schema;

/// <summary>A codec with the .NET type of its values.</summary>
internal abstract class ValueCodec<T>(string name, DataViewType type) : ValueCodec(name, type)
{
    public abstract void Write(BinaryWriter writer, ReadOnlySpan<T> values);

    public abstract T[] Read(BinaryReader reader, int count);

    public override byte[] Encode(DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        T value = default;
        annotations.GetGetter<T>(column)(ref value);
        using var block = new MemoryStream();
        using (var writer = new BinaryWriter(block, Encoding.UTF8, leaveOpen: true))
            Write(writer, new ReadOnlySpan<T>(in value));
        return block.ToArray();
    }

    public override void AddAnnotation(DataViewSchema.Annotations.Builder builder, string name, byte[] block)
    {
        using var reader = new BinaryReader(new MemoryStream(block), Encoding.UTF8);
        T value = Read(reader, 1)[0];
        builder.Add(name, Type, Getter(value));
    }

    protected virtual ValueGetter<T> Getter(T value) => (ref T destination) => destination = value;

    /// <summary>Refuses a count of items that the rest of the stream cannot hold.</summary>
    protected static void CheckRemaining(BinaryReader reader, int count, long itemSize)
    {
        long remaining = reader.BaseStream.Length - reader.BaseStream.Position;
        Check.Decode(
            count >= 0 && count * itemSize <= remaining,
            $"The model file says that {count} values follow, but {remaining} bytes are left.");
    }
}
