using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators;

/// <summary>One row that follows its input row: the path of ML.NET's <c>PredictionEngine</c>.</summary>
internal sealed class StyledRow(StyleBindings bindings, DataViewRow input, bool[] active) : DataViewRow
{
    private readonly StyledPicture _picture = bindings.PictureOf(input, active);

    public override DataViewSchema Schema => bindings.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active[bindings.Index(column)];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        bindings.Getter<TValue>(input, _picture, active, column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
