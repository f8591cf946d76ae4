using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>
/// Reads a batch of rows ahead, runs the network once for all of them, and hands the rows out one at a time. Columns that
/// pass through are kept for the batch only when they are active.
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
    private int _count;
    private int _row = -1;
    private long _position = -1;
    private bool _inputEnded;
    private bool _disposed;

    public ScoredCursor(ScoreBindings bindings, DataViewRowCursor input, bool[] active)
    {
        _bindings = bindings;
        _input = input;
        _active = active;
        int capacity = bindings.BatchSize;
        _ids = new DataViewRowId[capacity];
        _inputBatches = new long[capacity];
        _idGetter = input.GetIdGetter();
        _reader = bindings.Input.CreateReader(input);
        _columns = new ColumnBuffer?[bindings.InputSchema.Count];
        for (int i = 0; i < _columns.Length; i++)
            _columns[i] = active[i] ? ColumnBuffer.Create(input, input.Schema[i], capacity) : null;
        _buffered = [.. _columns.OfType<ColumnBuffer>()];
        _batch = bindings.Scorer.Session.Rent(bindings.Input.Shape, capacity);
    }

    public override DataViewSchema Schema => _bindings.OutputSchema;

    public override long Position => _position;

    public override long Batch => _row < 0 ? _input.Batch : _inputBatches[_row];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[Row()];

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[_bindings.Index(column)];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw ScoreBindings.Inactive(column);
        if (_bindings.IsOutput(column.Index))
            return _bindings.OutputGetter<TValue>(column.Index, this);
        return _columns[column.Index]!.CreateGetter(Row) as ValueGetter<TValue>
            ?? throw ScoreBindings.WrongType(column, typeof(TValue));
    }

    public override bool MoveNext()
    {
        if (_disposed)
            return false;
        if (_row + 1 >= _count && !ReadBatch())
        {
            _position = -1;
            _row = -1;
            return false;
        }

        _row++;
        _position++;
        return true;
    }

    public ReadOnlySpan<float> Scores() => _batch.Output(Row());

    public ReadOnlySpan<float> Input() => _batch.Input(Row());

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
        {
            _row = -1;
            _bindings.Scorer.Session.Return(_batch);
            foreach (ColumnBuffer column in _buffered)
                column.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool ReadBatch()
    {
        _row = -1;
        _count = 0;
        if (_inputEnded)
            return false;
        int rows = 0;
        while (rows < _batch.Capacity)
        {
            if (!_input.MoveNext())
            {
                _inputEnded = true;
                break;
            }

            _reader.ReadFloats(_batch.Input(rows));
            _idGetter(ref _ids[rows]);
            _inputBatches[rows] = _input.Batch;
            foreach (ColumnBuffer column in _buffered)
                column.Store(rows);
            rows++;
        }

        if (rows == 0)
            return false;
        _batch.Run(rows);
        _count = rows;
        return true;
    }

    private int Row() => _row >= 0
        ? _row
        : throw new InvalidOperationException("The cursor is not on a row: call MoveNext first, and stop when it gives false.");
}
