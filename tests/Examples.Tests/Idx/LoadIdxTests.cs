using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class LoadIdxTests : IDisposable
{
    private const int Rows = 300;
    private readonly MLContext _context = new(1);
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _pixels = IdxBytes.Pattern(Rows * 6);
    private readonly byte[] _labels = IdxBytes.Pattern(Rows);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_columns_are_an_image_and_a_label()
    {
        IDataView data = Load();
        Assert.Equal(["Features", "Label"], data.Schema.Select(c => c.Name));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Byte, 1, 2, 3), data.Schema["Features"].Type);
        Assert.Equal(NumberDataViewType.UInt32, data.Schema["Label"].Type);
        Assert.Equal(Rows, data.GetRowCount());
        Assert.True(data.CanShuffle);
    }

    [Fact]
    public void Rows_come_in_the_order_of_the_file()
    {
        IDataView data = Load();
        Assert.Equal(_labels.Select(l => (uint)l), data.GetColumn<uint>("Label"));
        Assert.Equal(_pixels, data.GetColumn<VBuffer<byte>>("Features").SelectMany(image => image.DenseValues().ToArray()));
        Assert.Equal(_labels.Select(l => (uint)l), data.GetColumn<uint>("Label"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void A_set_of_cursors_shares_the_rows_in_blocks(int count)
    {
        IDataView data = Load();
        foreach (Random? random in new[] { null, new Random(5) })
        {
            DataViewRowCursor[] cursors = data.GetRowCursorSet(data.Schema, count, random);
            Assert.InRange(cursors.Length, 1, count);
            List<(long Batch, long Position, ulong Id, uint Label)> seen = [];
            foreach (DataViewRowCursor cursor in cursors)
                seen.AddRange(Walk(cursor));

            // Merged by batch, the cursors give what a single one gives.
            seen = [.. seen.OrderBy(s => s.Batch).ThenBy(s => s.Position)];
            Assert.Equal(Enumerable.Range(0, Rows).Select(i => (ulong)i), seen.Select(s => s.Id).Order());
            Assert.All(seen, s => Assert.Equal(_labels[s.Id], s.Label));
            Random? same = random is null ? null : new Random(5);
            using DataViewRowCursor single = data.GetRowCursor(data.Schema, same);
            Assert.Equal(Walk(single).Select(s => s.Id), seen.Select(s => s.Id));
        }
    }

    [Fact]
    public void Shuffling_is_complete_and_depends_on_the_seed_alone()
    {
        IDataView data = Load();
        ulong[] first = Ids(new Random(1)), again = Ids(new Random(1)), other = Ids(new Random(2));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.NotEqual(first, first.Order());
        Assert.Equal(first.Order(), other.Order());

        ulong[] Ids(Random random)
        {
            using DataViewRowCursor cursor = data.GetRowCursor(data.Schema, random);
            return [.. Walk(cursor).Select(s => s.Id)];
        }
    }

    [Fact]
    public void A_buffer_given_again_is_filled_in_place()
    {
        IDataView data = Load();
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        ValueGetter<VBuffer<byte>> getter = cursor.GetGetter<VBuffer<byte>>(data.Schema["Features"]);
        VBuffer<byte> image = default;
        cursor.MoveNext();
        getter(ref image);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (cursor.MoveNext())
            getter(ref image);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void Getters_need_an_active_column_the_right_type_and_a_row()
    {
        IDataView data = Load();
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Label"]]);
        Assert.True(cursor.IsColumnActive(data.Schema["Label"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Features"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<VBuffer<byte>>(data.Schema["Features"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(data.Schema["Label"]));
        ValueGetter<uint> getter = cursor.GetGetter<uint>(data.Schema["Label"]);
        uint label = 0;
        Assert.Throws<InvalidOperationException>(() => getter(ref label));
        while (cursor.MoveNext())
            getter(ref label);
        Assert.Throws<InvalidOperationException>(() => getter(ref label));
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Labels_can_be_left_out_and_columns_named()
    {
        IDataView data = _context.DeepLearning.LoadIdx(Images(), imageColumnName: "Pixels");
        Assert.Equal(["Pixels"], data.Schema.Select(c => c.Name));
        Assert.Throws<ArgumentException>(() => _context.DeepLearning.LoadIdx(Images(), Labels(), "Same", "Same"));
    }

    [Fact]
    public void Labels_map_to_keys_in_their_order()
    {
        IDataView data = _context.Transforms.Conversion
            .MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(Load()).Transform(Load());
        uint[] sorted = [.. _labels.Select(l => (uint)l).Distinct().Order()];
        Assert.Equal(_labels.Select(l => (uint)Array.IndexOf(sorted, l) + 1), data.GetColumn<uint>("Label"));
    }

    [Fact]
    public void Images_and_labels_must_be_as_many_and_of_their_ranks()
    {
        string few = _folder.File("few");
        File.WriteAllBytes(few, IdxBytes.Make([Rows - 1], _labels.AsSpan(1)));
        IdxFormatException count = Assert.Throws<IdxFormatException>(() => _context.DeepLearning.LoadIdx(Images(), few));
        Assert.Contains("expected 300 labels", count.Message, StringComparison.Ordinal);
        Assert.Contains("found 299", count.Message, StringComparison.Ordinal);

        IdxFormatException swapped = Assert.Throws<IdxFormatException>(() => _context.DeepLearning.LoadIdx(Labels(), Images()));
        Assert.Contains("3 dimensions", swapped.Message, StringComparison.Ordinal);
        IdxFormatException twice = Assert.Throws<IdxFormatException>(() => _context.DeepLearning.LoadIdx(Images(), Images()));
        Assert.Contains("1 dimension", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_set_has_no_rows()
    {
        string images = _folder.File("none"), labels = _folder.File("no-labels");
        File.WriteAllBytes(images, IdxBytes.Make([0, 28, 28], []));
        File.WriteAllBytes(labels, IdxBytes.Make([0], []));
        IDataView data = _context.DeepLearning.LoadIdx(images, labels);
        Assert.Equal(0, data.GetRowCount());
        Assert.Empty(data.GetColumn<uint>("Label"));
    }

    private static List<(long Batch, long Position, ulong Id, uint Label)> Walk(DataViewRowCursor cursor)
    {
        List<(long, long, ulong, uint)> seen = [];
        ValueGetter<uint> getLabel = cursor.GetGetter<uint>(cursor.Schema["Label"]);
        ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        uint label = 0;
        DataViewRowId id = default;
        Assert.Equal(-1, cursor.Position);
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            getId(ref id);
            seen.Add((cursor.Batch, cursor.Position, id.Low, label));
        }
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => (long)i), seen.Select(s => s.Item2));
        return seen;
    }

    private IDataView Load() => _context.DeepLearning.LoadIdx(Images(), Labels());

    private string Images()
    {
        string path = _folder.File("images.gz");
        File.WriteAllBytes(path, IdxBytes.Gzip(IdxBytes.Make([Rows, 2, 3], _pixels)));
        return path;
    }

    private string Labels()
    {
        string path = _folder.File("labels");
        File.WriteAllBytes(path, IdxBytes.Make([Rows], _labels));
        return path;
    }
}
