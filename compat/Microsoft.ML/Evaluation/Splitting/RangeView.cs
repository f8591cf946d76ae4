using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluation;

/// <summary>The rows of a view whose number is in a range.</summary>
internal sealed class RangeView : IDataView
{
    private readonly IDataView _source;
    private readonly RowPlace _place;
    private readonly ValueRange _range;

    // By column of this view: its index in the source.
    private readonly int[] _sourceIndices;

    /// <param name="dropHidden">Whether columns hidden behind a later one of the same name are left out.</param>
    public RangeView(IDataView source, RowPlace place, ValueRange range, bool dropHidden)
    {
        _source = source;
        _place = place;
        _range = range;
        DataViewSchema.Column[] columns = source.Schema.Where(column => !dropHidden || !column.IsHidden).ToArray();
        _sourceIndices = Array.ConvertAll(columns, column => column.Index);
        Schema = columns.Length == source.Schema.Count ? source.Schema : SchemaOf(columns);
    }

    public DataViewSchema Schema { get; }

    // A number by position is lost when the rows come in another order.
    public bool CanShuffle => _place.Column is not null && _source.CanShuffle;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = Active(columnsNeeded);
        return Filter(_source.GetRowCursor(SourceColumns(active), CanShuffle ? rand : null), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        if (_place.Column is null)
        {
            return [GetRowCursor(columnsNeeded, rand)];
        }

        bool[] active = Active(columnsNeeded);
        return Array.ConvertAll(_source.GetRowCursorSet(SourceColumns(active), n, CanShuffle ? rand : null), cursor => Filter(cursor, active));
    }

    private static DataViewSchema SchemaOf(DataViewSchema.Column[] columns)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns);
        return builder.ToSchema();
    }

    private RangeCursor Filter(DataViewRowCursor input, bool[] active) =>
        new(input, _place.Bind(input), _range, Schema, _sourceIndices, active);

    private bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[Schema.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            if (column.Index >= active.Length || Schema[column.Index].Name != column.Name)
            {
                throw new ArgumentOutOfRangeException(nameof(columns), $"The column '{column.Name}' at {column.Index} is not one of this view.");
            }

            active[column.Index] = true;
        }

        return active;
    }

    private IEnumerable<DataViewSchema.Column> SourceColumns(bool[] active)
    {
        var indices = Enumerable.Range(0, active.Length).Where(i => active[i]).Select(i => _sourceIndices[i]);
        if (_place.Column is { } place)
        {
            indices = indices.Append(place.Index).Distinct();
        }

        return indices.Select(index => _source.Schema[index]).ToArray();
    }
}
