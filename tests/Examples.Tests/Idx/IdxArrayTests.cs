using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class IdxArrayTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_what_was_written(bool gzip)
    {
        byte[] values = IdxBytes.Pattern(5 * 4 * 3);
        byte[] file = IdxBytes.Make([5, 4, 3], values);
        using TemporaryFolder folder = new();
        string path = folder.File("images");
        File.WriteAllBytes(path, gzip ? IdxBytes.Gzip(file) : file);

        IdxArray array = IdxArray.Read(path);

        Assert.Equal([5, 4, 3], array.Shape);
        Assert.Equal(values, array.Values.ToArray());
    }

    [Fact]
    public void Reads_more_than_one_chunk_from_a_stream_without_length()
    {
        byte[] values = IdxBytes.Pattern(3_000_001);
        byte[] packed = IdxBytes.Gzip(IdxBytes.Make([3_000_001], values));
        using TricklingStream stream = new(packed);

        Assert.True(values.AsSpan().SequenceEqual(IdxArray.Read(stream).Values.Span));
    }

    [Fact]
    public void Reads_an_empty_set()
    {
        IdxArray array = IdxArray.Read(new MemoryStream(IdxBytes.Make([0, 28, 28], [])));
        Assert.Equal([0, 28, 28], array.Shape);
        Assert.Equal(0, array.Values.Length);
    }

    [Theory]
    [InlineData("", "header")]
    [InlineData("000008", "header")]
    [InlineData("89504E470D0A1A0A", "not an IDX file")]
    [InlineData("0000080100000003", "found 0")]
    [InlineData("00000801000000030102", "found 2")]
    [InlineData("000008010000000301020304", "found 4")]
    [InlineData("00000802000000030000", "dimensions")]
    [InlineData("0000080000000001", "1 to 8 dimensions")]
    [InlineData("000008FF00000001", "1 to 8 dimensions")]
    [InlineData("00000D010000000100000000", "float")]
    [InlineData("00000701000000010000", "unknown")]
    [InlineData("00000801FFFFFFFF00", "dimension 1")]
    [InlineData("0000080200000002000000000102", "dimension 2")]
    [InlineData("000008030001000000010000000100000102", "product")]
    [InlineData("00000803000000000001000000010000", "product")]
    public void Refuses_bad_content(string hex, string expected)
    {
        byte[] bytes = Convert.FromHexString(hex);
        foreach (byte[] content in new[] { bytes, IdxBytes.Gzip(bytes) })
        {
            IdxFormatException error = Assert.Throws<IdxFormatException>(() => IdxArray.Read(new TricklingStream(content), "digits.idx"));
            Assert.Equal("digits.idx", error.File);
            Assert.Contains("digits.idx", error.Message, StringComparison.Ordinal);
            Assert.Contains(expected == "found 4" ? "found more" : expected, error.Message, StringComparison.Ordinal);
        }

        IdxFormatException sized = Assert.Throws<IdxFormatException>(() => IdxArray.Read(new MemoryStream(bytes), "digits.idx"));
        Assert.Contains(expected, sized.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_claims_gigabytes_costs_nothing()
    {
        byte[] file = IdxBytes.Make([2_000_000_000], [1, 2, 3]);
        foreach (byte[] content in new[] { file, IdxBytes.Gzip(file) })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<IdxFormatException>(() => IdxArray.Read(new MemoryStream(content)));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        }
    }

    [Fact]
    public void A_gzip_bomb_is_left_after_the_size_that_its_header_states()
    {
        byte[] bomb = IdxBytes.Gzip(IdxBytes.Make([10], new byte[100_000_000]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        IdxFormatException error = Assert.Throws<IdxFormatException>(() => IdxArray.Read(new MemoryStream(bomb)));
        Assert.Contains("found more", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Fact]
    public void Refuses_gzip_data_cut_off_anywhere()
    {
        byte[] whole = IdxBytes.Gzip(IdxBytes.Make([20, 10], IdxBytes.Pattern(200)));
        // The last 12 bytes are at most the end mark and the checksum: without them every pixel is still there.
        for (int length = 0; length < whole.Length - 12; length++)
            Assert.Throws<IdxFormatException>(() => IdxArray.Read(new MemoryStream(whole, 0, length)));
    }

    [Fact]
    public void Refuses_altered_gzip_data()
    {
        byte[] whole = IdxBytes.Gzip(IdxBytes.Make([20, 10], IdxBytes.Pattern(200)));
        whole[whole.Length - 20] ^= 0x10;
        Assert.Throws<IdxFormatException>(() => IdxArray.Read(new MemoryStream(whole)));
    }

    [Fact]
    public void A_missing_file_is_an_IO_error() =>
        Assert.Throws<StorageException>(() => IdxArray.Read(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))));
}
