using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Keeps the values of the columns that were asked for, so that the source is read once for each of them.</summary>
internal sealed partial class CacheDataView : IDataView
{
    private const int BlockRows = 64;

    private readonly IDataView _source;
    private readonly ValueSlot[] _slots;
    private readonly bool[] _prefetch;
    private readonly Lock _lock = new();
    private int _rowCount = -1;

    public CacheDataView(IDataView source, IEnumerable<DataViewSchema.Column> prefetch)
    {
        foreach (DataViewSchema.Column column in prefetch)
        {
            Check.State(
                ValueSlot.CanHold(column.Type),
                $"Asked to prefetch column '{column.Name}' into cache, but it is of unhandled type '{column.Type}'");
        }

        _source = ValueSlot.Cacheable(source);
        _slots = new ValueSlot[_source.Schema.Count];
        _prefetch = ActiveColumns.Of(_source.Schema, prefetch.Select(column => _source.Schema[column.Name]));
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _rowCount >= 0 ? _rowCount : _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, ActiveColumns.Of(Schema, columnsNeeded), new Plan(rand, int.MaxValue));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        // As many as the caller asks for, up to twice the processors but one.
        int processors = Math.Max(2, Environment.ProcessorCount - 1);
        int count = n > 0 ? Math.Min(n, 2 * processors) : processors;
        var plan = new Plan(rand, count == 1 ? int.MaxValue : BlockRows);
        var cursors = new DataViewRowCursor[count];
        for (int i = 0; i < cursors.Length; i++)
            cursors[i] = new Cursor(this, active, plan);
        return cursors;
    }

    /// <summary>Reads what is missing from the source, and returns the number of rows.</summary>
    private int Fill(bool[] active)
    {
        lock (_lock)
        {
            var missing = Schema.Where(column =>
                (active[column.Index] || _prefetch[column.Index]) && _slots[column.Index] == null).ToArray();
            if (missing.Length == 0 && _rowCount >= 0)
                return _rowCount;
            using DataViewRowCursor cursor = _source.GetRowCursor(missing);
            ValueSlot[] slots = Array.ConvertAll(missing, column => ValueSlot.Create(column.Type, checkSize: true));
            var fillers = new Action<int>[slots.Length];
            for (int i = 0; i < slots.Length; i++)
                fillers[i] = slots[i].Filler(cursor, missing[i]);
            long expected = _rowCount >= 0 ? _rowCount : _source.GetRowCount() ?? BlockRows;
            Check.State(expected <= Array.MaxLength, $"The input data view has too many ({expected}) rows to be cached.");
            int capacity = (int)expected;
            foreach (ValueSlot slot in slots)
                slot.Resize(capacity);
            int rows = 0;
            for (; cursor.MoveNext(); rows++)
            {
                if (rows == capacity)
                {
                    Check.State(rows < Array.MaxLength, $"The input data view has too many (more than {rows}) rows to be cached.");
                    capacity = (int)Math.Min(Array.MaxLength, Math.Max(BlockRows, 2L * capacity));
                    foreach (ValueSlot slot in slots)
                        slot.Resize(capacity);
                }

                foreach (Action<int> fill in fillers)
                    fill(rows);
            }

            Check.State(
                _rowCount < 0 || _rowCount == rows,
                $"The input data view gave {rows} rows, and {_rowCount} rows before: a view must give the same rows each time.");
            for (int i = 0; i < slots.Length; i++)
                _slots[missing[i].Index] = slots[i];
            _rowCount = rows;
            return rows;
        }
    }
}
