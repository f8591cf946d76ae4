using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>
/// Reads rows ahead into a ring of slices, has each slice computed once while it reads on, and hands the rows out one at a
/// time, in their order. Columns that pass through are kept in the ring only when they are active.
/// </summary>
internal sealed class ReadAheadCursor : RowCursor
{
    private readonly RowMapper _mapper;
    private readonly DataViewRowCursor _input;
    private readonly RowValues _values;
    private readonly RowWorkers _workers;
    private readonly ColumnBuffer?[] _columns;
    private readonly ColumnBuffer[] _buffered;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private readonly int[] _counts;
    private readonly int _sliceRows;
    private long _read;
    private long _given = -1;
    private int _left;
    private int _slot = -1;
    private long _position = -1;
    private bool _inputEnded;
    private ExceptionDispatchInfo? _inputError;
    private bool _disposed;

    public ReadAheadCursor(RowMapper mapper, DataViewRowCursor input, bool[] active, RowValues values)
        : base(mapper.OutputSchema, active)
    {
        _mapper = mapper;
        _input = input;
        _values = values;
        _sliceRows = values.SliceRows;
        _counts = new int[values.Slices];
        int capacity = checked(values.Slices * _sliceRows);
        _idGetter = input.GetIdGetter();
        _ids = new DataViewRowId[capacity];
        _batches = new long[capacity];
        _columns = new ColumnBuffer?[mapper.InputSchema.Count];
        for (int i = 0; i < _columns.Length; i++)
            _columns[i] = active[i] ? ColumnBuffer.Create(input, input.Schema[i], capacity) : null;
        _buffered = [.. _columns.OfType<ColumnBuffer>()];
        _workers = new RowWorkers(slice => values.Run(slice, _counts[slice]), values.Slices, values.Threads, values.Helpers);
    }

    public override long Position => _slot < 0 ? -1 : _position;

    public override long Batch => _slot < 0 ? _input.Batch : _batches[_slot];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[Slot()];

    public override bool MoveNext()
    {
        if (_disposed || (_left == 0 && !NextSlice()))
            return false;
        _left--;
        _slot++;
        _position++;
        return true;
    }

    protected override Delegate CreateGetter<TValue>(int column) => column < _columns.Length
        ? _columns[column]!.CreateGetter(Slot)
        : _values.CreateGetter(column - _columns.Length, Slot);

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
        {
            _slot = -1;
            _workers.Stop();
            _values.Dispose();
            foreach (ColumnBuffer column in _buffered)
                column.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Goes to before the first row of the next slice.</summary>
    private bool NextSlice()
    {
        while (true)
        {
            _slot = -1;
            ReadAhead();
            if (_given + 1 == _read)
            {
                _inputError?.Throw();
                return false;
            }

            int slice = (int)(++_given % _counts.Length);
            if (_workers.Wait(slice) is not { } error)
            {
                _left = _counts[slice];
                _slot = (slice * _sliceRows) - 1;
                return true;
            }

            if (!_values.LeavesOut(error))
                ExceptionDispatchInfo.Throw(error);
        }
    }

    // All slices are filled but those that wait to be handed out: the one before the next is free by now.
    private void ReadAhead()
    {
        while (!_inputEnded && _read - _given <= _counts.Length)
        {
            int slice = (int)(_read % _counts.Length);
            int rows = ReadSlice(slice * _sliceRows);
            if (rows == 0)
                return;
            _counts[slice] = rows;
            _workers.Start(slice);
            _read++;
        }
    }

    private int ReadSlice(int start)
    {
        int rows = 0;
        try
        {
            for (; rows < _sliceRows; rows++)
            {
                if (!_input.MoveNext())
                {
                    _inputEnded = true;
                    break;
                }

                int slot = start + rows;
                _values.Read(slot);
                _idGetter(ref _ids[slot]);
                _batches[slot] = _input.Batch;
                foreach (ColumnBuffer column in _buffered)
                    column.Store(slot);
            }
        }
        catch (Exception error)
        {
            // Thrown when its turn has come: the rows before it are handed out first.
            _inputEnded = true;
            _inputError = ExceptionDispatchInfo.Capture(error);
        }

        return rows;
    }

    private int Slot() => _slot >= 0 ? _slot : throw NotOnARow();
}
