using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>A transformer bound to an input schema: first the input's columns, then those it adds.</summary>
internal sealed class RowMapper : IRowToRowMapper
{
    public RowMapper(RowMapping mapping, DataViewSchema input)
    {
        Mapping = mapping;
        InputSchema = input;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        foreach (RowColumn output in mapping.Outputs)
            builder.AddColumn(output.Name, output.Type, output.Annotations);
        OutputSchema = builder.ToSchema();
    }

    public RowMapping Mapping { get; }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>Whether one of the wanted columns is one that the transformer adds.</summary>
    public bool WantsValues(bool[] active) => active.AsSpan(InputSchema.Count).Contains(true);

    /// <summary>The input columns that the wanted columns need.</summary>
    public List<DataViewSchema.Column> Inputs(bool[] active)
    {
        bool[] needed = active[..InputSchema.Count];
        if (WantsValues(active) || Mapping.LeavesRowsOut)
        {
            foreach (DataViewSchema.Column column in Mapping.Inputs)
                needed[column.Index] = true;
        }

        return [.. InputSchema.Where(column => needed[column.Index])];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        Inputs(SchemaColumns.Active(OutputSchema, dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        Mapping.ThrowIfDisposed();
        return new FollowingCursor(this, input, SchemaColumns.Active(OutputSchema, activeColumns));
    }
}
