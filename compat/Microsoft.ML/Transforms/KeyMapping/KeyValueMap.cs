using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The values of a column's keys.</summary>
internal abstract class KeyValueMap
{
    protected KeyValueMap(PrimitiveDataViewType valueType)
    {
        ValueType = valueType;
    }

    public PrimitiveDataViewType ValueType { get; }

    public static KeyValueMap Create(DataViewSchema.Column input)
    {
        DataViewType item = input.Type is VectorDataViewType vector ? vector.ItemType : input.Type;
        var values = input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type as VectorDataViewType;
        Check.State(values != null, "Metadata KeyValues does not exist");
        Check.State(
            item is KeyDataViewType key && key.Count == (ulong)values.Size,
            "KeyValues metadata size does not match column type key count");
        return (KeyValueMap)GenericCall.Invoke(
            CreateOf<uint, int>, [item.RawType, values.ItemType.RawType], input, values.ItemType);
    }

    public abstract Delegate CreateGetter(DataViewRow row, DataViewSchema.Column column);

    private static KeyValueMap CreateOf<TKey, TValue>(DataViewSchema.Column input, PrimitiveDataViewType type)
        where TKey : struct
    {
        VBuffer<TValue> buffer = default;
        input.GetKeyValues(ref buffer);
        var values = new TValue[buffer.Length];
        buffer.CopyTo(values);
        return new Map<TKey, TValue>(type, values);
    }

    private sealed class Map<TKey, TValue>(PrimitiveDataViewType type, TValue[] values) : KeyValueMap(type)
        where TKey : struct
    {
        private readonly TValue _missing =
            typeof(TValue) == typeof(float) ? (TValue)(object)float.NaN
            : typeof(TValue) == typeof(double) ? (TValue)(object)double.NaN
            : default;

        public override Delegate CreateGetter(DataViewRow row, DataViewSchema.Column column)
        {
            if (column.Type is VectorDataViewType)
                return VectorGetter(row, column);
            ValueGetter<TKey> get = row.GetGetter<TKey>(column);
            TKey key = default;
            return (ValueGetter<TValue>)((ref TValue destination) =>
            {
                get(ref key);
                destination = ValueOf(key);
            });
        }

        private ValueGetter<VBuffer<TValue>> VectorGetter(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<VBuffer<TKey>> get = row.GetGetter<VBuffer<TKey>>(column);
            VBuffer<TKey> keys = default;
            return (ref VBuffer<TValue> destination) =>
            {
                get(ref keys);
                VBufferEditor<TValue> editor = VBufferEditor.Create(ref destination, keys.Length);
                ReadOnlySpan<TKey> given = keys.GetValues();
                ReadOnlySpan<int> indices = keys.GetIndices();
                if (!keys.IsDense)
                    editor.Values.Fill(_missing);
                for (int i = 0; i < given.Length; i++)
                    editor.Values[keys.IsDense ? i : indices[i]] = ValueOf(given[i]);
                destination = editor.Commit();
            };
        }

        private TValue ValueOf(TKey key)
        {
            ulong index = KeyNumber.ToUInt64(key) - 1;
            return index < (ulong)values.Length ? values[index] : _missing;
        }
    }
}
