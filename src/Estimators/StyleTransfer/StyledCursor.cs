using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators;

/// <summary>A cursor that follows its input; nothing is read ahead, for a picture takes long and may never be asked for.</summary>
internal sealed class StyledCursor(StyleBindings bindings, DataViewRowCursor input, bool[] active) : DataViewRowCursor
{
    private readonly StyledPicture _picture = bindings.PictureOf(input, active);

    public override DataViewSchema Schema => bindings.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool MoveNext() => input.MoveNext();

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
