using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>
/// The classes of a multiclass model, in the order of their keys: class <c>i</c> is key <c>i + 1</c>. They keep the type
/// that the label had before it became a key, so that <c>MapKeyToValue</c> gives back what went in.
/// </summary>
public abstract class ClassLabels
{
    /// <summary>The largest number of classes.</summary>
    public const int MaxCount = 1_000_000;

    private protected ClassLabels(PrimitiveDataViewType? itemType, ImmutableArray<string> texts)
    {
        if (texts.Length is < 1 or > MaxCount)
            throw new ArgumentOutOfRangeException(nameof(texts), texts.Length, $"A model has 1 to {MaxCount} classes.");
        ItemType = itemType;
        Texts = texts;
    }

    /// <summary>The number of classes.</summary>
    public int Count => Texts.Count;

    /// <summary>The type of the label's values, or null when the classes have no names.</summary>
    public PrimitiveDataViewType? ItemType { get; }

    /// <summary>Whether the classes have names.</summary>
    public bool IsNamed => ItemType is not null;

    /// <summary>The classes as text, numbers in the invariant culture; "0", "1", ... when they have no names.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Classes of which only the number is known.</summary>
    /// <param name="count">How many there are, 1 to <see cref="MaxCount"/>.</param>
    public static ClassLabels Unnamed(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        return new UnnamedClasses(count);
    }

    /// <summary>Classes named by text.</summary>
    /// <param name="names">The names in the order of their keys.</param>
    public static ClassLabels FromText(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new NamedClasses<ReadOnlyMemory<char>>(
            TextDataViewType.Instance, [.. names.Select(name => name.AsMemory())]);
    }

    /// <summary>Classes named by values of one of ML.NET's item types, <see cref="float"/> or <see cref="int"/> for example.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="values">The values in the order of their keys.</param>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not a type that names classes.</exception>
    public static ClassLabels FromValues<T>(IEnumerable<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        LabelType? type = LabelType.ByRawType(typeof(T));
        return type?.ItemType is { } itemType
            ? new NamedClasses<T>(itemType, [.. values])
            : throw new ArgumentException($"Values of type {typeof(T)} cannot name classes.", nameof(values));
    }

    /// <summary>The classes of a key column: its key values, or only their number when it has none.</summary>
    /// <param name="column">The label column.</param>
    /// <exception cref="ColumnException">The column is not a key, or its number of keys is unknown.</exception>
    public static ClassLabels FromColumn(DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType key)
        {
            throw new ColumnException(column.Name,
                $"Column '{column.Name}' has type {column.Type}; expected a key. "
                + "Append mlContext.Transforms.Conversion.MapValueToKey to the pipeline before this.");
        }

        if (key.Count is < 1 or > MaxCount)
        {
            throw new ColumnException(column.Name,
                $"Column '{column.Name}' is a key of {key.Count} values; expected 1 to {MaxCount}.");
        }

        int count = (int)key.Count;
        DataViewType? type = column.Annotations.Schema.GetColumnOrNull(AnnotationNames.KeyValues)?.Type;
        return type is VectorDataViewType vector && vector.Size == count
            && LabelType.ByRawType(vector.ItemType.RawType) is { } label
            ? label.Read(column.Annotations, vector.ItemType)
            : new UnnamedClasses(count);
    }

    /// <summary>The classes of a vector with an element for each: its slot names, or only their number when it has none.</summary>
    /// <param name="column">The label column.</param>
    internal static ClassLabels FromSlotNames(DataViewSchema.Column column)
    {
        int count = ((VectorDataViewType)column.Type).Size;
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationNames.SlotNames)?.Type is not VectorDataViewType { ItemType: TextDataViewType } names || names.Size != count)
            return Unnamed(count);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        column.Annotations.GetValue(AnnotationNames.SlotNames, ref texts);
        return FromText(texts.DenseValues().Select(text => text.ToString()));
    }

    /// <summary>Adds the values under <paramref name="annotation"/> to the annotations of a column, if there are names.</summary>
    internal abstract void AddTo(DataViewSchema.Annotations.Builder builder, string annotation);

    /// <summary>Adds the values as text.</summary>
    internal void AddTextTo(DataViewSchema.Annotations.Builder builder, string annotation)
    {
        if (!IsNamed)
            return;
        ReadOnlyMemory<char>[] texts = [.. Texts.Select(text => text.AsMemory())];
        builder.Add(annotation, new VectorDataViewType(TextDataViewType.Instance, Count),
            (ref VBuffer<ReadOnlyMemory<char>> value) => new VBuffer<ReadOnlyMemory<char>>(texts.Length, texts).CopyTo(ref value));
    }
}
