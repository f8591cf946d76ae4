using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class NetworkFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnetdeep-files-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_file_a_stream_and_bytes_give_the_same_network()
    {
        var network = Networks.LeNet5(seed: 9);
        var path = Path.Combine(_folder.FullName, "lenet.onnx");
        network.Save(path);
        Assert.Equal(network.ToBytes(), File.ReadAllBytes(path));
        Assert.Equal(network.ToBytes(), Network.Load(path).ToBytes());
        using var stream = new MemoryStream();
        stream.Write([1, 2, 3]);
        network.Save(stream);
        stream.Position = 3;
        Assert.Equal(network.ToBytes(), Network.Load(stream).ToBytes());
        Assert.True(stream.CanRead);
        Assert.Equal(["lenet.onnx"], _folder.GetFiles().Select(f => f.Name));
    }

    [Fact]
    public void A_stream_without_length_is_read_too()
    {
        var network = Networks.SoftmaxRegression();
        using var file = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Compress, true))
        {
            network.Save(zip);
        }

        file.Position = 0;
        using var unzip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal(network.ToBytes(), Network.Load(unzip).ToBytes());
    }

    [Fact]
    public void A_failed_save_leaves_the_old_file_and_nothing_else()
    {
        var path = Path.Combine(_folder.FullName, "model.onnx");
        Networks.SoftmaxRegression().Save(path);
        var before = File.ReadAllBytes(path);
        var error = Assert.Throws<FileWriteException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device", 28);
        }));
        Assert.Contains(OperatingSystem.IsLinux() ? "no free space" : "cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(["model.onnx"], _folder.GetFiles().Select(f => f.Name));
    }

    [Fact]
    public void What_a_killed_writer_has_left_is_deleted_and_what_a_living_one_holds_is_not()
    {
        var path = Path.Combine(_folder.FullName, "model.onnx");
        var abandoned = path + ".abcdefgh.ijk.tmp";
        string[] others = [path + ".tmp", path + ".notes.tmp", Path.Combine(_folder.FullName, "other.onnx.abcdefgh.ijk.tmp")];
        Array.ForEach([abandoned, .. others], file => File.WriteAllText(file, "half"));
        AtomicFile.Write(path, outer =>
        {
            Assert.False(File.Exists(abandoned));
            AtomicFile.Write(path, inner => inner.WriteByte(1));
            outer.WriteByte(2);
        });
        Assert.Equal([2], File.ReadAllBytes(path));
        Assert.All(others, file => Assert.True(File.Exists(file)));
        Assert.Equal(4, _folder.GetFiles().Length);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_replaced_file_keeps_its_mode_and_a_link_its_target()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There are no modes.");
            return;
        }

        string path = Path.Combine(_folder.FullName, "model.onnx"), link = Path.Combine(_folder.FullName, "link.onnx");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
        File.CreateSymbolicLink(link, path);
        AtomicFile.Write(link, stream => stream.WriteByte(3));
        Assert.Equal([3], File.ReadAllBytes(path));
        Assert.Equal(path, File.ResolveLinkTarget(link, false)!.FullName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_target_that_cannot_be_written_is_an_error_that_says_why()
    {
        var network = Networks.SoftmaxRegression();
        Assert.Contains("Create it first", Assert.Throws<FileWriteException>(() => network.Save(Path.Combine(_folder.FullName, "missing", "model.onnx"))).Message);
        var directory = _folder.CreateSubdirectory("taken.onnx").FullName;
        Assert.Contains("a folder of that name", Assert.Throws<FileWriteException>(() => network.Save(directory)).Message);
        Assert.Empty(_folder.GetFiles());
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Nobody may write in /sys.");
        Assert.Contains("no permission to write in folder '/sys'", Assert.Throws<FileWriteException>(() => network.Save("/sys/model.onnx")).Message);
        Assert.Throws<FileNotFoundException>(() => Network.Load(Path.Combine(_folder.FullName, "none.onnx")));
    }

    [Fact]
    public void Weights_are_read_once_into_memory_of_their_own()
    {
        var network = Network.Input(2048).Dense(4096, bias: false).Build();
        var path = Path.Combine(_folder.FullName, "large.onnx");
        network.Save(path);
        var size = new FileInfo(path).Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var loaded = Network.Load(path);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, size / 2, size + 1_000_000);

        before = GC.GetAllocatedBytesForCurrentThread();
        loaded.Save(path);
        _ = loaded.WithMetadata("a", "b").WithFrozen(_ => true);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }
}
