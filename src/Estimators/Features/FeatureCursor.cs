using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators.Features;

/// <summary>A cursor over a <see cref="FeatureTable"/>: features, label, weight.</summary>
internal sealed class FeatureCursor(FeatureTable table, DataViewSchema schema, bool[] active) : DataViewRowCursor
{
    private int _row = -1;

    public override DataViewSchema Schema => schema;

    public override long Position => _row < table.Count ? _row : -1;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override bool MoveNext()
    {
        if (_row < table.Count)
        {
            _row++;
        }

        return _row < table.Count;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId value) => value = new DataViewRowId((ulong)_row, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
        {
            throw new InvalidOperationException($"Column '{column.Name}' is not active; name it when asking for the cursor.");
        }

        Delegate getter = column.Index switch
        {
            0 => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, table.Size);
                table.Read(_row, editor.Values);
                value = editor.Commit();
            }),
            1 => Label(column),
            _ => (ValueGetter<float>)((ref float value) => value = table.Weight(_row)),
        };
        return getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' has values of type {column.Type.RawType}; a getter of {typeof(TValue)} was asked for.");
    }

    private Delegate Label(DataViewSchema.Column column) => column.Type switch
    {
        // A class counts from 0, a key from 1.
        KeyDataViewType => (ValueGetter<uint>)((ref uint value) => value = (uint)table.Label(_row) + 1),
        BooleanDataViewType => (ValueGetter<bool>)((ref bool value) => value = table.Label(_row) != 0),
        _ => (ValueGetter<float>)((ref float value) => value = (float)table.Label(_row)),
    };
}
