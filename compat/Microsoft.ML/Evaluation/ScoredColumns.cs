using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluation;

/// <summary>Finds the columns that an evaluation reads and says what is wrong with them.</summary>
internal static class ScoredColumns
{
    public static DataViewSchema.Column Find(IDataView data, string role, string name) =>
        data.Schema.GetColumnOrNull(name)
        ?? throw new ArgumentOutOfRangeException("schema", $"{role} column '{name}' not found. The data has the columns: {string.Join(", ", data.Schema.Select(column => column.Name))}.");

    public static Exception Mismatch(string role, DataViewSchema.Column column, string expected) =>
        new ArgumentOutOfRangeException("schema", $"Schema mismatch for {role} column '{column.Name}': expected {expected}, got {column.Type}");

    /// <summary>The text annotation of that kind, or null when the column has none of a known size.</summary>
    public static string[] TextAnnotation(DataViewSchema.Column column, string kind)
    {
        if (column.Annotations.Schema.GetColumnOrNull(kind)?.Type is not VectorDataViewType { IsKnownSize: true, ItemType: TextDataViewType })
        {
            return null;
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(kind, ref names);
        return names.DenseValues().Select(name => name.ToString()).ToArray();
    }
}
