using System.Reflection;
using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>The columns of a row class, checked against its members.</summary>
internal sealed class RowTypeMap
{
    private RowTypeMap(Column[] columns)
    {
        Columns = columns;
    }

    public Column[] Columns { get; }

    public static RowTypeMap Create(Type type, SchemaDefinition definition, SchemaDefinition.Direction direction)
    {
        definition ??= SchemaDefinition.Create(type, direction);
        return new RowTypeMap([.. definition.Select(column => Bind(type, column))]);
    }

    public DataViewSchema ToSchema()
    {
        var builder = new DataViewSchema.Builder();
        foreach (Column column in Columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        return builder.ToSchema();
    }

    private static Column Bind(Type type, SchemaDefinition.Column column)
    {
        Check.Param(column.MemberName != null, "userSchemaDefinition", "Null field name detected in schema definition");
        MemberInfo member = (MemberInfo)type.GetField(column.MemberName) ?? type.GetProperty(column.MemberName);
        Check.Param(
            member != null,
            "userSchemaDefinition",
            $"No field or property with name '{column.MemberName}' found in type '{type.FullName}'");
        Type item = SchemaDefinition.ItemType(member, out bool isVector);
        string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        DataViewType columnType = column.ColumnType;
        if (columnType == null)
        {
            if (!isVector && TypeMap.PrimitiveOrNull(item) == null)
                return new Column(name, DataViewTypeManager.TypeOrNull(member, item), member, column.Annotations);
            PrimitiveDataViewType itemType = TypeMap.Primitive(item);
            return new Column(name, isVector ? new VectorDataViewType(itemType) : itemType, member, column.Annotations);
        }

        var vector = columnType as VectorDataViewType;
        Check.Param(
            isVector == (vector != null),
            "userSchemaDefinition",
            $"Column '{name}' is supposed to be {(vector != null ? "vector" : "scalar")}, but type of associated field '{column.MemberName}' is {(isVector ? "vector" : "scalar")}");
        Type expected = (vector?.ItemType ?? columnType).RawType;
        Check.Param(
            expected == item,
            "userSchemaDefinition",
            $"Column '{name}' is supposed to have item type {expected}, but associated field has type {item}");
        return new Column(name, columnType, member, column.Annotations);
    }

    /// <summary>A column and the member behind it.</summary>
    public sealed record Column(string Name, DataViewType Type, MemberInfo Member, DataViewSchema.Annotations Annotations);
}
