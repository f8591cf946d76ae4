using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model.Schema;

/// <summary>Makes codecs of vectors.</summary>
internal static class VectorCodec
{
    private const int MostDimensions = 64;

    public static ValueCodec Create(VectorDataViewType type, ValueCodec item) =>
        GenericCall.Invoke<ValueCodec>(CreateOf<int>, type.ItemType.RawType, type, item);

    public static ValueCodec ReadOrNull(BinaryReader reader, int depth)
    {
        ValueCodec item = ValueCodec.ReadDefinitionOrNull(reader, depth + 1);
        if (item == null)
            return null;
        Check.Decode(item.Type is PrimitiveDataViewType, $"A vector in the model file has items of type {item.Type}.");
        int count = reader.ReadInt32();
        Check.Decode(count >= 0 && count <= MostDimensions, $"A vector in the model file has {count} dimensions.");
        int[] dimensions = new int[Math.Max(count, 1)];
        long size = 1;
        for (int i = 0; i < count; i++)
        {
            dimensions[i] = reader.ReadInt32();
            size *= dimensions[i];
            Check.Decode(dimensions[i] >= 0 && size <= int.MaxValue, "A vector in the model file has dimensions that are negative or too large.");
        }

        return Create(new VectorDataViewType((PrimitiveDataViewType)item.Type, dimensions), item);
    }

    private static ValueCodec CreateOf<T>(VectorDataViewType type, ValueCodec item) => new VectorCodec<T>(type, (ValueCodec<T>)item);
}
