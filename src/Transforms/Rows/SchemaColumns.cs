using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>What views and cursors check when they are asked for columns.</summary>
internal static class SchemaColumns
{
    /// <summary>The index of a column of a schema.</summary>
    /// <exception cref="ArgumentException">The column is of another schema.</exception>
    public static int Index(DataViewSchema schema, DataViewSchema.Column column) =>
        column.Index < schema.Count && schema[column.Index].Name == column.Name
            ? column.Index
            : throw new ArgumentException($"Column '{column.Name}' does not belong to this schema.", nameof(column));

    /// <summary>Which columns of a schema are wanted.</summary>
    /// <exception cref="ArgumentException">A column is of another schema.</exception>
    public static bool[] Active(DataViewSchema schema, IEnumerable<DataViewSchema.Column> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in wanted)
            active[Index(schema, column)] = true;
        return active;
    }

    /// <summary>Copies values into a vector, whose memory is used again.</summary>
    public static void CopyTo<T>(ReadOnlySpan<T> values, ref VBuffer<T> vector)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref vector, values.Length);
        values.CopyTo(editor.Values);
        vector = editor.Commit();
    }
}
