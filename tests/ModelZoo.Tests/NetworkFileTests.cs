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
        var error = Assert.Throws<StorageException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device", 28);
        }));
        Assert.Contains(OperatingSystem.IsLinux() ? "no space left" : "cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(["model.onnx"], _folder.GetFiles().Select(f => f.Name));
    }

    [Fact]
    public void A_file_that_is_not_there_is_called_so()
    {
        string none = Path.Combine(_folder.FullName, "none.onnx");
        Assert.Equal($"'{none}' cannot be read: there is no file '{none}'. Check the path.", Assert.Throws<StorageException>(() => Network.Load(none)).Message);
        Assert.Contains($"A relative path starts at '{Environment.CurrentDirectory}'.", Assert.Throws<StorageException>(() => Network.Load("none.onnx")).Message);
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
