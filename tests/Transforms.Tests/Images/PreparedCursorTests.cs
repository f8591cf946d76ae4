namespace MlNetDeep.Transforms.Tests.Images;

public sealed class PreparedCursorTests
{
    private static readonly string[] _names = ["plain.jpg", "gray.png", "large.jpg", "small.png", "turned6.jpg", "alpha.png", "palette.gif"];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Rows_come_in_their_order_whatever_the_number_of_threads(int threads)
    {
        string[] files = [.. Enumerable.Range(0, 60).Select(i => Pictures.File(_names[i * 5 % _names.Length]))];
        IDataView view = Pictures.View(files);
        IDataView prepared = Pictures.Ml.DeepLearning.PrepareImages(Pictures.Bytes with { Threads = threads }).Fit(view).Transform(view);
        Dictionary<string, byte[]> expected = _names.ToDictionary(Pictures.File, name => Pictures.Prepare<byte>(Pictures.Bytes, Pictures.File(name))[0]);

        using DataViewRowCursor cursor = prepared.GetRowCursor(prepared.Schema);
        ValueGetter<VBuffer<byte>> pixels = cursor.GetGetter<VBuffer<byte>>(prepared.Schema["Features"]);
        ValueGetter<ReadOnlyMemory<char>> path = cursor.GetGetter<ReadOnlyMemory<char>>(prepared.Schema["ImagePath"]);
        ValueGetter<int> number = cursor.GetGetter<int>(prepared.Schema["Number"]);
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        for (int i = 0; i < files.Length; i++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(i, cursor.Position);
            (VBuffer<byte> values, ReadOnlyMemory<char> name, int place, DataViewRowId row) = (default, default, 0, default);
            pixels(ref values);
            path(ref name);
            number(ref place);
            id(ref row);
            Assert.Equal(i, place);
            Assert.Equal((ulong)i, row.Low);
            Assert.Equal(files[i], name.ToString());
            Assert.Equal(expected[files[i]], values.DenseValues());
        }

        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
    }

    [Fact]
    public void Nothing_is_read_when_the_column_is_not_wanted()
    {
        IDataView view = Pictures.View("there", "is", "no", "such", "file");
        IDataView prepared = Pictures.Ml.DeepLearning.PrepareImages(Pictures.Bytes).Fit(view).Transform(view);

        Assert.Equal([0, 1, 2, 3, 4], prepared.GetColumn<int>("Number"));
        Assert.Equal(5, prepared.GetRowCount());
    }
}
