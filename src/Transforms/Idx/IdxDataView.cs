using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>
/// Images and labels of two IDX arrays as rows. The bytes stay where the reader put them, a row copies its slice; all
/// cursors share them, since nobody writes to them.
/// </summary>
internal sealed class IdxDataView : IDataView
{
    private readonly IdxArray? _labels;
    private readonly int _rows;

    public IdxDataView(IdxArray images, IdxArray? labels, string imageColumnName, string labelColumnName)
    {
        Images = images;
        _labels = labels;
        _rows = images.Shape[0];
        int[] dimensions = [1, images.Shape[1], images.Shape[2]];
        DataViewSchema.Builder builder = new();
        builder.AddColumn(imageColumnName, new VectorDataViewType(NumberDataViewType.Byte, dimensions));
        if (labels is not null)
            builder.AddColumn(labelColumnName, NumberDataViewType.UInt32);
        Schema = builder.ToSchema();
    }

    public IdxArray Images { get; }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public int PixelsPerImage => Images.Shape[1] * Images.Shape[2];

    public long? GetRowCount() => _rows;

    public ReadOnlySpan<byte> Image(int row) => Images.Values.Span.Slice(row * PixelsPerImage, PixelsPerImage);

    public uint Label(int row) => _labels!.Values.Span[row];

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = new bool[Schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded)
        {
            CheckColumn(column);
            active[column.Index] = true;
        }

        // More cursors than blocks would only be empty ones.
        int count = Math.Clamp(n, 1, Math.Max(1, (_rows + IdxCursor.BlockRows - 1) / IdxCursor.BlockRows));
        int[]? order = rand is null ? null : Permutation(rand);
        DataViewRowCursor[] cursors = new DataViewRowCursor[count];
        for (int i = 0; i < count; i++)
            cursors[i] = new IdxCursor(this, _rows, active, order, i, count);
        return cursors;
    }

    internal void CheckColumn(DataViewSchema.Column column)
    {
        if (column.Index >= Schema.Count || Schema[column.Index].Name != column.Name || !Schema[column.Index].Type.Equals(column.Type))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not a column of this data view.");
    }

    private int[] Permutation(Random rand)
    {
        int[] order = new int[_rows];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        rand.Shuffle(order);
        return order;
    }
}
