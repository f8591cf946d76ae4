namespace Microsoft.ML.Data;

/// <summary>Some columns of a schema, as a schema of their own.</summary>
internal sealed class ColumnSelection
{
    private readonly DataViewSchema.Column[] _sources;

    public ColumnSelection(IEnumerable<DataViewSchema.Column> sources)
    {
        _sources = [.. sources];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_sources);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public DataViewSchema.Column Source(DataViewSchema.Column column) => _sources[column.Index];

    public IEnumerable<DataViewSchema.Column> Sources(bool[] active) => ActiveColumns.Select(Schema, active).Select(Source);
}
