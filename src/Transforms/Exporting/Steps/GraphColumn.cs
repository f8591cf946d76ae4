using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>A column of the pipeline as a value of the graph.</summary>
/// <param name="Value">The value, [N, dimensions]; [N, 1] for a single value.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Dimensions">The dimensions of a row; null for an open one.</param>
internal sealed record GraphColumn(string Value, TensorElementType Type, IReadOnlyList<long?> Dimensions)
{
    /// <summary>The number of values in a row.</summary>
    public long Size => Dimensions.Aggregate(1L, (product, dimension) => product * dimension ?? throw new InvalidOperationException("The size is open."));

    /// <summary>The column that a type of ML.NET becomes; null when no tensor holds it.</summary>
    public static GraphColumn? Of(DataViewType type, string value)
    {
        if (type is ImageDataViewType image)
            return new GraphColumn(value, TensorElementType.UInt8, [image.Height > 0 ? image.Height : null, image.Width > 0 ? image.Width : null, 3]);
        if (type is VectorDataViewType vector)
            return vector.IsKnownSize && ElementOf(vector.ItemType) is { } item ? new GraphColumn(value, item, [.. vector.Dimensions.Select(size => (long?)size)]) : null;
        return ElementOf(type) is { } element ? new GraphColumn(value, element, [1]) : null;
    }

    private static TensorElementType? ElementOf(DataViewType type) => System.Type.GetTypeCode(type.RawType) switch
    {
        TypeCode.Single => TensorElementType.Float,
        TypeCode.Double => TensorElementType.Double,
        TypeCode.Boolean => TensorElementType.Bool,
        TypeCode.Byte => TensorElementType.UInt8,
        TypeCode.SByte => TensorElementType.Int8,
        TypeCode.UInt16 => TensorElementType.UInt16,
        TypeCode.Int16 => TensorElementType.Int16,
        TypeCode.UInt32 => TensorElementType.UInt32,
        TypeCode.Int32 => TensorElementType.Int32,
        TypeCode.UInt64 => TensorElementType.UInt64,
        TypeCode.Int64 => TensorElementType.Int64,
        _ => type is TextDataViewType ? TensorElementType.String : null,
    };
}
