using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>A shape to which columns are added, in place of those of the same name.</summary>
internal sealed class ShapeEditor
{
    private readonly SchemaShape _input;
    private readonly Dictionary<string, SchemaShape.Column> _columns;

    public ShapeEditor(SchemaShape input)
    {
        Check.Value(input, "inputSchema");
        _input = input;
        _columns = input.ToDictionary(column => column.Name);
    }

    public SchemaShape.Column Input(string name) =>
        _input.TryFindColumn(name, out SchemaShape.Column column) ? column : throw Check.MissingColumn("input", name);

    public void Set(SchemaShape.Column column) => _columns[column.Name] = column;

    public SchemaShape ToShape() => new(_columns.Values);
}
