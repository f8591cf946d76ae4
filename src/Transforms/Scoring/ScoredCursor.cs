using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>
/// Reads rows ahead into a ring of slices, runs the network once for each slice while it reads on, and hands the rows out
/// one at a time. Columns that pass through are kept in the ring only when they are active.
/// </summary>
internal sealed class ScoredCursor : DataViewRowCursor, IScoreSource
{
    private readonly ScoreBindings _bindings;
    private readonly DataViewRowCursor _input;
    private readonly bool[] _active;
    private readonly INetworkInputReader _reader;
    private readonly ColumnBuffer?[] _columns;
    private readonly ColumnBuffer[] _buffered;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _inputBatches;
    private readonly ScoreBatch _batch;
    private readonly int[] _counts;
    private long _read;
    private long _given = -1;
    private int _inSlice = -1;
    private int _slot = -1;
    private long _position = -1;
    private bool _inputEnded;
    private ExceptionDispatchInfo? _inputError;
    private bool _disposed;

    public ScoredCursor(ScoreBindings bindings, DataViewRowCursor input, bool[] active)
    {
        _bindings = bindings;
        _input = input;
        _active = active;
        _idGetter = input.GetIdGetter();
        _reader = bindings.Input.CreateReader(input);
        _batch = bindings.Scorer.Session.Rent(bindings.Input.Shape, bindings.BatchSize, spareSlices: 1);
        int capacity = _batch.Slices * _batch.SliceRows;
        _counts = new int[_batch.Slices];
        _ids = new DataViewRowId[capacity];
        _inputBatches = new long[capacity];
        _columns = new ColumnBuffer?[bindings.InputSchema.Count];
        for (int i = 0; i < _columns.Length; i++)
            _columns[i] = active[i] ? ColumnBuffer.Create(input, input.Schema[i], capacity) : null;
        _buffered = [.. _columns.OfType<ColumnBuffer>()];
    }

    public override DataViewSchema Schema => _bindings.OutputSchema;

    public override long Position => _position;

    public override long Batch => _slot < 0 ? _input.Batch : _inputBatches[_slot];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[Slot()];

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[_bindings.Index(column)];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw ScoreBindings.Inactive(column);
        if (_bindings.IsOutput(column.Index))
            return _bindings.OutputGetter<TValue>(column.Index, this);
        return _columns[column.Index]!.CreateGetter(Slot) as ValueGetter<TValue>
            ?? throw ScoreBindings.WrongType(column, typeof(TValue));
    }

    public override bool MoveNext()
    {
        if (_disposed)
            return false;
        if (_slot >= 0 && _inSlice + 1 < _counts[_given % _counts.Length])
        {
            _inSlice++;
            _slot++;
        }
        else if (!NextSlice())
        {
            return false;
        }

        _position++;
        return true;
    }

    public ReadOnlySpan<float> Scores() => _batch.Output(Slot());

    public ReadOnlySpan<float> Input() => _batch.Input(Slot());

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
        {
            _slot = -1;
            _batch.Stop();
            _bindings.Scorer.Session.Return(_batch);
            foreach (ColumnBuffer column in _buffered)
                column.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool NextSlice()
    {
        _slot = -1;
        ReadAhead();
        if (_given + 1 >= _read)
        {
            _position = -1;
            _inputError?.Throw();
            return false;
        }

        int slice = (int)(++_given % _counts.Length);
        if (_batch.Wait(slice) is { } error)
            ExceptionDispatchInfo.Throw(error);
        _inSlice = 0;
        _slot = slice * _batch.SliceRows;
        return true;
    }

    // All slices but the one whose rows were handed out last are full or being run.
    private void ReadAhead()
    {
        while (!_inputEnded && _read - _given <= _counts.Length)
        {
            int slice = (int)(_read % _counts.Length);
            int rows = ReadSlice(slice * _batch.SliceRows);
            if (rows == 0)
                return;
            _counts[slice] = rows;
            _batch.Start(slice, rows);
            _read++;
        }
    }

    private int ReadSlice(int start)
    {
        int rows = 0;
        try
        {
            for (; rows < _batch.SliceRows; rows++)
            {
                if (!_input.MoveNext())
                {
                    _inputEnded = true;
                    break;
                }

                int slot = start + rows;
                _reader.ReadFloats(_batch.Input(slot));
                _idGetter(ref _ids[slot]);
                _inputBatches[slot] = _input.Batch;
                foreach (ColumnBuffer column in _buffered)
                    column.Store(slot);
            }
        }
        catch (Exception error)
        {
            // The rows before it come first, whatever their number in a slice.
            _inputEnded = true;
            _inputError = ExceptionDispatchInfo.Capture(error);
        }

        return rows;
    }

    private int Slot() => _slot >= 0
        ? _slot
        : throw new InvalidOperationException("The cursor is not on a row: call MoveNext first, and stop when it gives false.");
}
