using Microsoft.ML.Data;

namespace Microsoft.ML.Common;

/// <summary>From .NET types and <see cref="DataKind"/> to column types.</summary>
internal static class TypeMap
{
    private static readonly (DataKind Kind, PrimitiveDataViewType Type)[] _types =
    [
        (DataKind.SByte, NumberDataViewType.SByte),
        (DataKind.Byte, NumberDataViewType.Byte),
        (DataKind.Int16, NumberDataViewType.Int16),
        (DataKind.UInt16, NumberDataViewType.UInt16),
        (DataKind.Int32, NumberDataViewType.Int32),
        (DataKind.UInt32, NumberDataViewType.UInt32),
        (DataKind.Int64, NumberDataViewType.Int64),
        (DataKind.UInt64, NumberDataViewType.UInt64),
        (DataKind.Single, NumberDataViewType.Single),
        (DataKind.Double, NumberDataViewType.Double),
        (DataKind.String, TextDataViewType.Instance),
        (DataKind.Boolean, BooleanDataViewType.Instance),
        (DataKind.TimeSpan, TimeSpanDataViewType.Instance),
        (DataKind.DateTime, DateTimeDataViewType.Instance),
        (DataKind.DateTimeOffset, DateTimeOffsetDataViewType.Instance),
    ];

    /// <summary>The column type that a raw .NET type stands for, or null.</summary>
    public static PrimitiveDataViewType PrimitiveOrNull(Type raw)
    {
        if (raw == typeof(string))
            return TextDataViewType.Instance;
        if (raw == typeof(DataViewRowId))
            return RowIdDataViewType.Instance;
        return Array.Find(_types, entry => entry.Type.RawType == raw).Type;
    }

    public static PrimitiveDataViewType Primitive(Type raw) =>
        PrimitiveOrNull(raw) ?? throw Check.BadParam(nameof(raw), $"There is no column type for {raw}.");

    public static PrimitiveDataViewType Primitive(DataKind kind) =>
        Array.Find(_types, entry => entry.Kind == kind).Type
        ?? throw Check.BadParam(nameof(kind), $"{kind} is not a known kind of data.");
}
