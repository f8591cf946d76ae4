using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model.Schema;

/// <summary>Makes codecs of keys: as the numbers that carry them.</summary>
internal static class KeyCodec
{
    public static ValueCodec Create(KeyDataViewType type, ValueCodec item) =>
        GenericCall.Invoke<ValueCodec>(CreateOf<uint>, type.RawType, type, item);

    public static ValueCodec ReadOrNull(BinaryReader reader, int depth)
    {
        ValueCodec item = ValueCodec.ReadDefinitionOrNull(reader, depth + 1);
        if (item == null)
            return null;
        Check.Decode(KeyDataViewType.IsValidDataType(item.Type.RawType), $"A key in the model file has items of type {item.Type}.");
        ulong count = reader.ReadUInt64();
        ulong largest = item.Type.RawType == typeof(byte) ? byte.MaxValue
            : item.Type.RawType == typeof(ushort) ? ushort.MaxValue
            : item.Type.RawType == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
        Check.Decode(count > 0 && count <= largest, $"A key in the model file has {count} values.");
        return Create(new KeyDataViewType(item.Type.RawType, count), item);
    }

    private static ValueCodec CreateOf<T>(KeyDataViewType type, ValueCodec item) => new Codec<T>(type, (ValueCodec<T>)item);

    private sealed class Codec<T>(KeyDataViewType type, ValueCodec<T> item) : ValueCodec<T>("Key2", type)
    {
        public override void Write(BinaryWriter writer, ReadOnlySpan<T> values) => item.Write(writer, values);

        public override T[] Read(BinaryReader reader, int count) => item.Read(reader, count);

        protected override void WriteParameters(BinaryWriter writer)
        {
            item.WriteDefinition(writer);
            writer.Write(((KeyDataViewType)Type).Count);
        }
    }
}
