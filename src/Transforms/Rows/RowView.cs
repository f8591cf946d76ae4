using Microsoft.ML;

namespace MlNetDeep;

/// <summary>A data view with the columns of a transformer; nothing is computed before a cursor asks for it.</summary>
internal sealed class RowView(RowMapper mapper, IDataView input) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    /// <summary>The view of data that were bound.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public static RowView Over(IDataView input, RowMapping mapping)
    {
        mapping.ThrowIfDisposed();
        return new RowView(new RowMapper(mapping, input.Schema), input);
    }

    public bool CanShuffle => input.CanShuffle;

    // How many rows will be left out is not known beforehand.
    public long? GetRowCount() => mapper.Mapping.LeavesRowsOut ? null : input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = SchemaColumns.Active(Schema, columnsNeeded);
        mapper.Mapping.ThrowIfDisposed();
        return Wrap([input.GetRowCursor(mapper.Inputs(active), rand)], active)[0];
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        // What is made one row at a time has no use for more than one cursor.
        if (mapper.Mapping.IsLazy)
            return [GetRowCursor(columnsNeeded, rand)];
        bool[] active = SchemaColumns.Active(Schema, columnsNeeded);
        mapper.Mapping.ThrowIfDisposed();
        return Wrap(input.GetRowCursorSet(mapper.Inputs(active), n, rand), active);
    }

    private DataViewRowCursor[] Wrap(DataViewRowCursor[] inputs, bool[] active)
    {
        var cursors = new DataViewRowCursor[inputs.Length];
        int made = 0;
        try
        {
            for (; made < cursors.Length; made++)
                cursors[made] = Wrap(inputs[made], active, inputs.Length);
            return cursors;
        }
        finally
        {
            if (made < cursors.Length)
            {
                foreach (DataViewRowCursor cursor in (DataViewRowCursor[])[.. cursors[..made], .. inputs[made..]])
                    cursor.Dispose();
            }
        }
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active, int cursors)
    {
        if (mapper.Mapping.IsLazy || !(mapper.WantsValues(active) || mapper.Mapping.LeavesRowsOut))
            return new FollowingCursor(mapper, cursor, active);
        RowValues values = mapper.Mapping.CreateValues(cursor, cursors);
        ReadAheadCursor? made = null;
        try
        {
            return made = new ReadAheadCursor(mapper, cursor, active, values);
        }
        finally
        {
            if (made is null)
                values.Dispose();
        }
    }
}
