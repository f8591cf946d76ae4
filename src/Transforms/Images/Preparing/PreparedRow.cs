using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>One row that follows its input row: the path of ML.NET's <c>PredictionEngine</c>, and of cursors without images.</summary>
internal sealed class PreparedRow(PreparationBindings bindings, DataViewRow input, bool[] active) : DataViewRow
{
    private readonly ImageSource? _source = active[bindings.InputSchema.Count]
        ? ImageSource.Create(bindings.Transformer.Preparer, input, input.Schema[bindings.Image.Index]) : null;

    private readonly byte[] _pixels = active[bindings.InputSchema.Count] ? new byte[bindings.Transformer.Preparer.Size] : [];
    private long _prepared = -1;

    public override DataViewSchema Schema => bindings.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active[bindings.Index(column)];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw ScoreBindings.Inactive(column);
        return bindings.IsOutput(column.Index)
            ? bindings.OutputGetter<TValue>(Pixels)
            : input.GetGetter<TValue>(input.Schema[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }

    private byte[] Pixels()
    {
        if (input.Position != _prepared)
        {
            _prepared = -1;
            _source!.Take()(_pixels);
            _prepared = input.Position;
        }

        return _pixels;
    }
}
