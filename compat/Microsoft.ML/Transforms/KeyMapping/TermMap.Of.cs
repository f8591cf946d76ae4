using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Values of one .NET type that have keys.</summary>
internal abstract class TermMap<T>(PrimitiveDataViewType itemType, T[] terms) : TermMap(itemType, terms.Length)
{
    protected T[] Terms { get; } = terms;

    /// <summary>The key of a value, counting from 1, or 0 when it has none.</summary>
    public abstract uint KeyOf(in T value);

    public override Delegate CreateGetter(DataViewRow input, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType vector)
            return VectorGetter(input, column, vector.Size);
        ValueGetter<T> get = input.GetGetter<T>(column);
        T value = default;
        return (ValueGetter<uint>)((ref uint key) =>
        {
            get(ref value);
            key = KeyOf(in value);
        });
    }

    public override void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column input, bool asText)
    {
        if (Terms.Length == 0)
            return;

        // The values of keys of keys are those of the inner keys, if they are known.
        if (ItemType is KeyDataViewType key
            && input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is VectorDataViewType inner
            && (ulong)inner.Size == key.Count)
        {
            GenericCall.Invoke(AddInnerValues<int>, [inner.ItemType.RawType], builder, input, inner, asText);
            return;
        }

        Add(builder, ItemType, Terms, asText);
    }

    private static void Add<TValue>(
        DataViewSchema.Annotations.Builder builder, PrimitiveDataViewType type, TValue[] values, bool asText)
    {
        if (asText && type is not TextDataViewType)
        {
            Add(builder, TextDataViewType.Instance, Array.ConvertAll(values, value => TermText.Of(value, type).AsMemory()), false);
            return;
        }

        builder.Add(
            AnnotationKinds.KeyValues,
            new VectorDataViewType(type, values.Length),
            (ref VBuffer<TValue> destination) => VBuffer<TValue>.Copy(values, 0, ref destination, values.Length));
    }

    private void AddInnerValues<TValue>(
        DataViewSchema.Annotations.Builder builder, DataViewSchema.Column input, VectorDataViewType type, bool asText)
    {
        VBuffer<TValue> all = default;
        input.GetKeyValues(ref all);
        TValue[] values = Array.ConvertAll(Terms, term => all.GetItemOrDefault((int)KeyIndex(term)));
        Add(builder, type.ItemType, values, asText);
    }

    private static ulong KeyIndex(T term) => term switch
    {
        byte b => b - 1UL,
        ushort s => s - 1UL,
        uint i => i - 1UL,
        ulong l => l - 1UL,
        _ => throw new InvalidOperationException($"{typeof(T)} does not carry keys."),
    };

    private ValueGetter<VBuffer<uint>> VectorGetter(DataViewRow input, DataViewSchema.Column column, int size)
    {
        ValueGetter<VBuffer<T>> get = input.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        T zero = default;
        uint zeroKey = KeyOf(in zero);
        return (ref VBuffer<uint> keys) =>
        {
            get(ref values);
            if (size != 0 && size != values.Length)
            {
                throw Check.Mark(new InvalidOperationException(
                    $"Column '{column.Name}': TermTransform expects {size} slots, but got {values.Length}"));
            }

            VBufferEditor<uint> editor = VBufferEditor.Create(ref keys, values.Length);
            ReadOnlySpan<T> given = values.GetValues();
            ReadOnlySpan<int> indices = values.GetIndices();
            if (!values.IsDense)
                editor.Values.Fill(zeroKey);
            for (int i = 0; i < given.Length; i++)
                editor.Values[values.IsDense ? i : indices[i]] = KeyOf(in given[i]);
            keys = editor.Commit();
        };
    }
}
