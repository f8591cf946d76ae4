using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests.Weights;

public sealed class HostileWeightTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Samples =>
        ["plain.pth", "old.pth", "half.pth", "views.pth", "checkpoint.pth", "stored.npz", "packed.npz", "f16.safetensors"];

    public void Dispose() => _folder.Dispose();

    // Null when the file is refused with the exception that it is for; the test fails on every other exception.
    private string? Refusal(ReadOnlySpan<byte> bytes)
    {
        var path = _folder.Write("w", bytes);
        try
        {
            using var file = WeightFile.Open(path);
            foreach (var tensor in file.Tensors)
            {
                file.Read(tensor.Name);
            }

            return null;
        }
        catch (WeightFileException e)
        {
            return e.Message;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_truncation_is_refused(string name)
    {
        var bytes = File.ReadAllBytes(SmallNetwork.File(name));
        for (var length = 0; length < bytes.Length; length += length < 200 ? 1 : 13)
        {
            Assert.NotNull(Refusal(bytes.AsSpan(0, length)));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Altered_bytes_give_weights_or_a_refusal_and_little_memory(string name)
    {
        var sound = File.ReadAllBytes(SmallNetwork.File(name));
        RandomStream random = RandomStream.For(4, name);
        var refused = 0;
        for (var round = 0; round < 1500; round++)
        {
            var bytes = (byte[])sound.Clone();
            for (var flips = 1 + (random.Next() % 4); flips > 0; flips--)
            {
                bytes[random.Next() % (ulong)bytes.Length] ^= (byte)(1 << (int)(random.Next() % 8));
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            refused += Refusal(bytes) is null ? 0 : 1;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 30_000_000);
        }

        Assert.InRange(refused, 200, 1499);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "from 0 to 8 of the 7 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "end at byte 8, but the file has 9")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "needs 12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "impossible shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", 8, "impossible shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1e99],"data_offsets":[0,8]}}""", 8, "whole number is expected")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "two data_offsets")]
    [InlineData("""{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,8]}}""", 8, "type 'F4'")]
    [InlineData("""{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}""", 8, "must have a dtype")]
    [InlineData("""{"a":[]}""", 0, "must have a dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "two entries 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "neither overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "nor leave gaps")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "must be a string")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "no Unicode")]
    [InlineData("""{"a":[[[[[[[[[[[[1]]]]]]]]]]]]}""", 0, "damaged")]
    [InlineData("""{"a":""", 0, "damaged")]
    public void Safetensors_headers_are_checked(string header, int data, string? problem)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        var refusal = Refusal(bytes);
        if (problem is null)
        {
            Assert.Null(refusal);
        }
        else
        {
            Assert.Contains(problem, refusal);
        }
    }

    [Fact]
    public void Safetensors_header_length_is_checked_before_memory_is_taken()
    {
        var bytes = new byte[20];
        bytes[8] = (byte)'{';
        foreach (var length in new[] { ulong.MaxValue, 1UL << 62, 13UL, 99_000_000UL })
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
            Assert.Contains($"claims {length} bytes", Refusal(bytes));
        }
    }

    [Theory]
    [InlineData("80 02 63 6f 73 0a 73 79 73 74 65 6d 0a 2e", "os.system")]
    [InlineData("80 04 8c 05 70 6f 73 69 78 8c 06 73 79 73 74 65 6d 93 2e", "posix.system")]
    [InlineData("80 02 69 6f 73 0a 73 79 73 74 65 6d 0a 2e", "0x69 ('i')")]
    [InlineData("80 02 6f 2e", "0x6f ('o')")]
    [InlineData("80 02 82 01 2e", "0x82")]
    [InlineData("80 02 7d 81 2e", "0x81")]
    [InlineData("80 02 5d 7d 62 2e", "inner state")]
    [InlineData("80 02 7d 7d 52 2e", "no tuple of arguments")]
    [InlineData("80 02 7d 29 52 2e", "calls")]
    [InlineData("80 02 4b 01 51 2e", "no plain storage")]
    [InlineData("80 09 7d 2e", "protocol 9")]
    [InlineData("80 02 2e", "0 values on its stack")]
    [InlineData("80 02 30 2e", "nothing on the stack")]
    [InlineData("80 02 74 2e", "no mark")]
    [InlineData("80 02 68 07 2e", "under number 7")]
    [InlineData("80 02 58 ff ff ff 7f 2e", "a text has 2147483647 bytes")]
    [InlineData("80 02 7d 2e", "no tensors")]
    [InlineData("80 02 4b 01 2e", "no dictionary")]
    [InlineData("80 02 7d 71 00 58 01 00 00 00 61 68 00 73 2e", "too deep")]
    public void Pickles_that_do_more_than_describe_tensors_are_refused(string pickle, string problem) =>
        Assert.Contains(problem, Refusal(Zip(("a/data.pkl", Hex(pickle), CompressionLevel.NoCompression))));

    [Fact]
    public void Pickles_of_python_2_are_read()
    {
        // An ordered dictionary made of a list of lists, and text as bytes.
        byte[] pickle =
        [
            .. Hex("80 02 63"), .. "collections\nOrderedDict\n"u8, .. Hex("5d 28 5d 28 55 01 61 63"),
            .. "torch._utils\n_rebuild_tensor\n"u8, .. Hex("28 28 55 07"), .. "storage"u8, .. Hex("63"),
            .. "torch\nFloatStorage\n"u8, .. Hex("55 01 30 55 03"), .. "cpu"u8,
            .. Hex("8a 01 02 74 51 4b 01 4b 01 85 4b 01 85 74 52 65 65 85 52 2e"),
        ];
        var path = _folder.Write("w", Zip(
            ("a/data.pkl", pickle, CompressionLevel.NoCompression),
            ("a/data/0", Hex("00 00 00 00 00 00 80 3f"), CompressionLevel.NoCompression)));
        using var file = WeightFile.Open(path);
        Assert.Equal([1f], file.Read("a").Floats.ToArray());
    }

    [Fact]
    public void Pickle_bombs_are_refused()
    {
        // Ever deeper tuples, ever more marks, and a dictionary of itself many times over.
        var bomb = Enumerable.Repeat((byte)')', 3_000_000).Prepend((byte)2).Prepend((byte)0x80).ToArray();
        Assert.Contains("more than 2000000 values", Refusal(Zip(("a/data.pkl", bomb, CompressionLevel.NoCompression))));
        var deep = Hex("80 02 29").Concat(Enumerable.Repeat((byte)0x85, 500_000)).Append((byte)'.').ToArray();
        Assert.Contains("no dictionary of tensors", Refusal(Zip(("a/data.pkl", deep, CompressionLevel.NoCompression))));
        var wide = Hex("80 02 7d 71 00 28").Concat(Enumerable.Repeat(Hex("58 01 00 00 00 61 68 00"), 1000).SelectMany(b => b))
            .Concat(Hex("75 2e")).ToArray();
        Assert.Contains("too deep", Refusal(Zip(("a/data.pkl", wide, CompressionLevel.NoCompression))));

        // One list of 100,000 pairs, made into a dictionary again and again.
        byte[] call = [.. Hex("63"), .. "collections\nOrderedDict\n"u8, .. Hex("68 00 85 52 30")];
        byte[] copies =
        [
            .. Hex("80 02 5d 71 00 28"), .. Enumerable.Repeat(Hex("4e 4e 86"), 100_000).SelectMany(b => b), .. Hex("65 30"),
            .. Enumerable.Repeat(call, 1000).SelectMany(b => b), .. Hex("7d 2e"),
        ];
        Assert.Contains("more than 2000000 values", Refusal(Zip(("a/data.pkl", copies, CompressionLevel.NoCompression))));

        byte[] name = [.. Hex("80 02 7d 58 00 10 00 00"), .. Enumerable.Repeat((byte)'a', 4096), .. Hex("4e 73 2e")];
        Assert.Contains("a name of 4096 characters", Refusal(Zip(("a/data.pkl", name, CompressionLevel.NoCompression))));
        Assert.Contains("no compression", Refusal(Zip(("a/data.pkl", new byte[50_000_000], CompressionLevel.Optimal))));
    }

    [Fact]
    public void Zips_with_lies_are_refused()
    {
        using var source = ZipFile.OpenRead(SmallNetwork.File("plain.pth"));
        (string, byte[], CompressionLevel)[] entries = [.. source.Entries.Select(e =>
        {
            using var stream = e.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return (e.FullName, copy.ToArray(), CompressionLevel.NoCompression);
        })];
        Assert.Null(Refusal(Zip(entries)));
        Assert.Contains("has no entry", Refusal(Zip([.. entries.Where(e => !e.Item1.EndsWith("data/0", StringComparison.Ordinal))])));
        Assert.Contains("but has", Refusal(Zip([.. entries.Select(e =>
            e.Item1.EndsWith("data/1", StringComparison.Ordinal) ? (e.Item1, new byte[3], e.Item3) : e)])));
        Assert.Contains("2 entries data.pkl", Refusal(Zip([.. entries, ("b/data.pkl", [], CompressionLevel.NoCompression)])));
        Assert.Contains("neither PyTorch's", Refusal(Zip(("readme.txt", [1], CompressionLevel.NoCompression))));
        Assert.Contains("among NumPy arrays", Refusal(Zip(
            ("a.npy", [1], CompressionLevel.NoCompression), ("b.exe", [1], CompressionLevel.NoCompression))));
    }

    [Fact]
    public void Npz_bombs_are_refused_before_memory_is_taken()
    {
        var header = Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (500000000,), }\n");
        var array = Hex("93 4e 55 4d 50 59 01 00").Concat(BitConverter.GetBytes((ushort)header.Length)).Concat(header).ToArray();
        Assert.Contains("needs 2000000000 bytes", Refusal(Zip(("a.npy", array, CompressionLevel.Optimal))));
        var digits = Encoding.ASCII.GetBytes($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({new string('1', 5000)}!), }}");
        array = [.. Hex("93 4e 55 4d 50 59 01 00"), .. BitConverter.GetBytes((ushort)digits.Length), .. digits];
        Assert.Contains("does not give descr", Refusal(Zip(("a.npy", array, CompressionLevel.Optimal))));
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1", "Git LFS")]
    [InlineData("\n <!DOCTYPE html><html>", "web page")]
    [InlineData("", "empty")]
    [InlineData("hello", "none of the formats")]
    public void Usual_mistakes_are_named(string content, string problem) =>
        Assert.Contains(problem, Refusal(Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void Other_pickles_and_hdf5_are_named()
    {
        Assert.Contains("Python pickle", Refusal(Hex("80 04 95 0b 00 00 00 00 00 00 00 7d 2e")));
        Assert.Contains("HDF5", Refusal(Hex("89 48 44 46 0d 0a 1a 0a 00")));
        Assert.Throws<StorageException>(() => WeightFile.Open(_folder.File("none")));
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    private static byte[] Zip(params (string Name, byte[] Bytes, CompressionLevel Level)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes, level) in entries)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
