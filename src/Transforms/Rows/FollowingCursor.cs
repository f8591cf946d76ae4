using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>
/// Follows its input row by row, and makes a row's values when they are asked for: the path of ML.NET's
/// <c>PredictionEngine</c>, whose input never moves by itself, of cursors that nobody wants new columns of, and of
/// transformers that read nothing ahead.
/// </summary>
internal sealed class FollowingCursor : RowCursor
{
    private readonly RowMapper _mapper;
    private readonly DataViewRow _input;
    private readonly RowValues? _values;
    private long _computed = long.MinValue;
    private bool _disposed;

    public FollowingCursor(RowMapper mapper, DataViewRow input, bool[] active)
        : base(mapper.OutputSchema, active)
    {
        _mapper = mapper;
        _input = input;
        _values = mapper.WantsValues(active) ? mapper.Mapping.CreateSingle(input) : null;
    }

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override bool MoveNext() => _input is DataViewRowCursor cursor && cursor.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    protected override Delegate CreateGetter<TValue>(int column) => column < _mapper.InputSchema.Count
        ? _input.GetGetter<TValue>(_input.Schema[column])
        : _values!.CreateGetter(column - _mapper.InputSchema.Count, Slot);

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
        {
            _values?.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Slot()
    {
        long position = _input.Position;
        if (position != _computed)
        {
            _computed = long.MinValue;
            _values!.Read(0);
            _values.Run(0, 1);
            _computed = position;
        }

        return 0;
    }
}
