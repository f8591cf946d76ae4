using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>One row that follows its input row: the path of ML.NET's <c>PredictionEngine</c>.</summary>
internal sealed class ScoredRow : DataViewRow, IScoreSource
{
    private readonly ScoreBindings _bindings;
    private readonly DataViewRow _input;
    private readonly bool[] _active;
    private readonly INetworkInputReader? _reader;
    private readonly ScoreBatch? _batch;
    private long _scored = -1;
    private bool _disposed;

    public ScoredRow(ScoreBindings bindings, DataViewRow input, bool[] active)
    {
        _bindings = bindings;
        _input = input;
        _active = active;
        if (!bindings.NeedsNetwork(active))
            return;
        _reader = bindings.Input.CreateReader(input);
        _batch = bindings.Scorer.Session.CreateBatch(bindings.Input.Shape, bindings.SingleBatchSize);
    }

    public override DataViewSchema Schema => _bindings.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[_bindings.Index(column)];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw ScoreBindings.Inactive(column);
        return _bindings.IsOutput(column.Index)
            ? _bindings.OutputGetter<TValue>(column.Index, this)
            : _input.GetGetter<TValue>(_input.Schema[column.Index]);
    }

    public ReadOnlySpan<float> Scores()
    {
        ScoreBatch batch = _batch!;
        long position = _input.Position;
        if (position != _scored)
        {
            _scored = -1;
            _reader!.ReadFloats(batch.Input(0));
            batch.Run(1);
            _scored = position;
        }

        return batch.Output(0);
    }

    public ReadOnlySpan<float> Input()
    {
        Scores();
        return _batch!.Input(0);
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
        {
            _batch?.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }
}
