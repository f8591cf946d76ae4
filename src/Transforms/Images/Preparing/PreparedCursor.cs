using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>
/// Reads rows ahead into a ring of slots, prepares their images on several threads, and hands the rows out in their
/// order. Columns that pass through are kept in the slots only when they are active.
/// </summary>
internal sealed class PreparedCursor : DataViewRowCursor
{
    private readonly PreparationBindings _bindings;
    private readonly DataViewRowCursor _input;
    private readonly bool[] _active;
    private readonly ImageSource _source;
    private readonly ColumnBuffer?[] _columns;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly PreparedSlot[] _slots;
    private readonly TaskFactory _workers;
    private readonly SkippedImages _skipped;
    private long _read;
    private long _given = -1;
    private long _position = -1;
    private bool _inputEnded;
    private bool _isOnRow;
    private volatile bool _disposed;

    public PreparedCursor(PreparationBindings bindings, DataViewRowCursor input, bool[] active, int threads)
    {
        _bindings = bindings;
        _input = input;
        _active = active;
        _idGetter = input.GetIdGetter();
        _source = ImageSource.Create(bindings.Transformer.Preparer, input, input.Schema[bindings.Image.Index]);
        int capacity = (2 * threads) + 1;
        _slots = new PreparedSlot[capacity];
        for (int i = 0; i < capacity; i++)
            _slots[i] = new PreparedSlot(bindings.Transformer.Preparer.Size);
        _columns = new ColumnBuffer?[bindings.InputSchema.Count];
        for (int i = 0; i < _columns.Length; i++)
            _columns[i] = active[i] ? ColumnBuffer.Create(input, input.Schema[i], capacity) : null;
        _workers = new TaskFactory(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler);
        _skipped = new SkippedImages(bindings.Transformer.Environment);
    }

    public override DataViewSchema Schema => _bindings.OutputSchema;

    public override long Position => _isOnRow ? _position : -1;

    public override long Batch => _isOnRow ? _slots[Slot()].Batch : _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _slots[Slot()].Id;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[_bindings.Index(column)];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw ScoreBindings.Inactive(column);
        if (_bindings.IsOutput(column.Index))
            return _bindings.OutputGetter<TValue>(() => _slots[Slot()].Values);
        return _columns[column.Index]!.CreateGetter(Slot) as ValueGetter<TValue>
            ?? throw ScoreBindings.WrongType(column, typeof(TValue));
    }

    public override bool MoveNext()
    {
        while (!_disposed)
        {
            _isOnRow = false;
            ReadAhead();
            if (_given + 1 >= _read)
                break;
            _given++;
            PreparedSlot slot = _slots[_given % _slots.Length];
            slot.Work.GetAwaiter().GetResult();
            if (slot.Error is null)
            {
                _isOnRow = true;
                _position++;
                return true;
            }

            if (_bindings.Transformer.Options.BadImages == BadImageAction.Fail)
                throw slot.Error;
            _skipped.Add(slot.Error);
        }

        _skipped.Report();
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
        {
            _isOnRow = false;
            // What is under way still writes to its slot; its errors no longer matter.
            foreach (PreparedSlot slot in _slots)
                Task.WhenAny(slot.Work).GetAwaiter().GetResult();
            foreach (ColumnBuffer? column in _columns)
                column?.Dispose();
            _skipped.Report();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    // The slot of the row that is given out next to the last stays free until the cursor has left that row.
    private void ReadAhead()
    {
        while (!_inputEnded && _read - _given < _slots.Length)
        {
            if (!_input.MoveNext())
            {
                _inputEnded = true;
                return;
            }

            int index = (int)(_read % _slots.Length);
            PreparedSlot slot = _slots[index];
            _idGetter(ref slot.Id);
            slot.Batch = _input.Batch;
            foreach (ColumnBuffer? column in _columns)
                column?.Store(index);
            Action<byte[]> prepare = _source.Take();
            slot.Error = null;
            slot.Work = _workers.StartNew(() => Prepare(slot, prepare));
            _read++;
        }
    }

    private void Prepare(PreparedSlot slot, Action<byte[]> prepare)
    {
        if (_disposed)
            return;
        try
        {
            prepare(slot.Values);
        }
        catch (ImageFileException error)
        {
            slot.Error = error;
        }
    }

    private int Slot() => _isOnRow
        ? (int)(_given % _slots.Length)
        : throw new InvalidOperationException("The cursor is not on a row: call MoveNext first, and stop when it gives false.");
}
