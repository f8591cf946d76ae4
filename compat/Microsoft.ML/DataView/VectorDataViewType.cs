using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Vectors of one item type. A size of 0 means that the length differs from row to row.</summary>
public sealed class VectorDataViewType : StructuredDataViewType
{
    public VectorDataViewType(PrimitiveDataViewType itemType, int size = 0)
        : base(BufferOf(itemType))
    {
        Check.Param(size >= 0, nameof(size), "A vector's size cannot be negative.");
        ItemType = itemType;
        Size = size;
        Dimensions = [size];
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : this(itemType, Immutable(dimensions))
    {
    }

    public VectorDataViewType(PrimitiveDataViewType itemType, ImmutableArray<int> dimensions)
        : base(BufferOf(itemType))
    {
        Check.Param(!dimensions.IsDefaultOrEmpty, nameof(dimensions), "A vector has at least one dimension.");
        int size = 1;
        foreach (int dimension in dimensions)
        {
            Check.Param(dimension >= 0, nameof(dimensions), "A dimension cannot be negative.");
            size = checked(size * dimension);
        }

        ItemType = itemType;
        Dimensions = dimensions;
        Size = size;
    }

    public ImmutableArray<int> Dimensions { get; }

    public bool IsKnownSize => Size > 0;

    public PrimitiveDataViewType ItemType { get; }

    public int Size { get; }

    public override bool Equals(DataViewType other) =>
        ReferenceEquals(this, other)
        || (other is VectorDataViewType vector
            && ItemType.Equals(vector.ItemType)
            && Dimensions.AsSpan().SequenceEqual(vector.Dimensions.AsSpan()));

    public override bool Equals(object other) => other is DataViewType type && Equals(type);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(ItemType.GetHashCode());
        foreach (int dimension in Dimensions)
            hash.Add(dimension);
        return hash.ToHashCode();
    }

    public override string ToString()
    {
        StringBuilder text = new StringBuilder("Vector<").Append(ItemType);
        foreach (int dimension in Dimensions)
        {
            if (dimension > 0)
                text.Append(CultureInfo.InvariantCulture, $", {dimension}");
            else if (Dimensions.Length > 1)
                text.Append(", *");
        }

        return text.Append('>').ToString();
    }

    private static ImmutableArray<int> Immutable(int[] dimensions) => dimensions == null ? [] : [.. dimensions];

    private static Type BufferOf(PrimitiveDataViewType itemType)
    {
        Check.Value(itemType, nameof(itemType));
        return typeof(VBuffer<>).MakeGenericType(itemType.RawType);
    }
}
