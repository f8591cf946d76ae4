using System.Collections;
using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>What is known of a schema before there is data: column names and kinds of types.</summary>
public sealed partial class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private static readonly SchemaShape _empty = new([]);

    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        Check.Value(columns, nameof(columns));
        _columns = [.. columns];
        Check.Param(Array.TrueForAll(_columns, column => column.IsValid), nameof(columns), "Some items are not initialized properly.");
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SchemaShape Create(DataViewSchema schema)
    {
        Check.Value(schema, nameof(schema));
        return new SchemaShape(schema.Where(column => !column.IsHidden).Select(column => ShapeOf(column, true)));
    }

    internal bool TryFindColumn(string name, out Column column)
    {
        Check.Value(name, nameof(name));
        column = Array.Find(_columns, candidate => candidate.Name == name);
        return column.IsValid;
    }

    private static Column ShapeOf(DataViewSchema.Column column, bool withAnnotations)
    {
        SchemaShape annotations = withAnnotations && column.Annotations.Schema.Count > 0
            ? new SchemaShape(column.Annotations.Schema.Select(annotation => ShapeOf(annotation, false)))
            : _empty;
        Column.VectorKind kind = column.Type switch
        {
            VectorDataViewType { IsKnownSize: true } => Column.VectorKind.Vector,
            VectorDataViewType => Column.VectorKind.VariableVector,
            _ => Column.VectorKind.Scalar,
        };
        DataViewType item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        return item is KeyDataViewType
            ? new Column(column.Name, kind, TypeMap.Primitive(item.RawType), true, annotations)
            : new Column(column.Name, kind, item, false, annotations);
    }
}
