using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

public sealed partial class SchemaDefinition
{
    /// <summary>The definition with which objects of a class give the columns of a schema.</summary>
    internal static SchemaDefinition For<TRow>(DataViewSchema schema)
    {
        SchemaDefinition definition = Create(typeof(TRow), Direction.Read);
        foreach (DataViewSchema.Column column in schema)
        {
            Column member = definition[column.Name];
            Check.State(member != null, $"Type should contain a member named {column.Name}");
            member.ColumnType = column.Type;
            foreach (DataViewSchema.Column annotation in column.Annotations.Schema)
                member.SetAnnotation(annotation.Name, annotation.Type, column.Annotations.GetterAt(annotation.Index));
        }

        return definition;
    }
}
