using System.Globalization;
using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>Tensors whose values are in a file beside the model.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private static readonly Network _network = Network.Input(1, 8, 8).Conv2D(16, 3).BatchNorm().Flatten().Dense(3).Softmax().Build(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnetdeep-external-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_written_is_read()
    {
        var path = In("model.onnx");
        _network.Save(path, externalData: true);
        Assert.Equal(["model.onnx", "model.onnx.data"], _folder.GetFiles().Select(f => f.Name).Order());
        Assert.True(new FileInfo(path).Length < 4000);
        Assert.Equal(_network.ToBytes(), Network.Load(path).ToBytes());
        Assert.Contains(
            "loaded by its path", Assert.Throws<NetworkFormatException>(() => Network.FromBytes(File.ReadAllBytes(path))).Message, StringComparison.Ordinal);

        // ONNX Runtime reads it too.
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(path);
        Assert.Single(session.InputMetadata);
    }

    [Fact]
    public void What_no_file_holds_is_refused_before_any_of_it_is_made()
    {
        // 3.2 GB, if anybody looked at the weights.
        var network = Network.Input(20_000).Dense(20_000).Dense(20_000).Build(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (Action write in (Action[])[() => network.ToBytes(), () => network.Save(Stream.Null)])
        {
            Assert.Contains("3,200,160,000 bytes, more than the 2 GiB of one ONNX file. Keep it with Network.Save(path)", Assert.Throws<DeepLearningException>(write).Message, StringComparison.Ordinal);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Files_that_do_not_belong_together_are_told()
    {
        var path = In("model.onnx");
        _network.Save(path, externalData: true);
        var data = File.ReadAllBytes(path + ".data");
        data[100] ^= 1;
        File.WriteAllBytes(path + ".data", data);
        Assert.Contains("do not belong together", Refuse(path), StringComparison.Ordinal);
        File.WriteAllBytes(path + ".data", data[..^40]);
        Assert.Contains("cut off", Refuse(path), StringComparison.Ordinal);
        File.Delete(path + ".data");
        Assert.Contains("Copy both files", Refuse(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("sub/../../secret.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\secret.bin")]
    [InlineData("..\\secret.bin")]
    [InlineData("*/_ORT_MEM_ADDR_/*")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("sub//secret.bin")]
    [InlineData("a\0b")]
    public void Only_files_in_the_folder_are_looked_at(string location) =>
        Assert.Contains("in the model's folder", Refuse(Write(location, "0", "576")), StringComparison.Ordinal);

    [Theory]
    [InlineData("-1", "576", "whole number")]
    [InlineData("1e3", "576", "whole number")]
    [InlineData("99999999999999999999", "576", "whole number")]
    [InlineData("0", "575", "needs 576 bytes")]
    [InlineData("600", "576", "cut off")]
    [InlineData("9223372036854775807", "576", "needs 576 bytes")]
    [InlineData("0", "9223372036854775807", "needs 576 bytes")]
    public void Offsets_and_lengths_are_checked(string offset, string length, string expected)
    {
        File.WriteAllBytes(In("values.bin"), new byte[1000]);
        Assert.Contains(expected, Refuse(Write("values.bin", offset, length)), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_are_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a right there.");
        var outside = Directory.CreateTempSubdirectory("mlnetdeep-outside-");
        try
        {
            File.WriteAllBytes(Path.Combine(outside.FullName, "values.bin"), new byte[576]);
            File.CreateSymbolicLink(In("link.bin"), Path.Combine(outside.FullName, "values.bin"));
            Directory.CreateSymbolicLink(In("sub"), outside.FullName);
            Assert.Contains("link", Refuse(Write("link.bin", "0", "576")), StringComparison.Ordinal);
            Assert.Contains("link", Refuse(Write("sub/values.bin", "0", "576")), StringComparison.Ordinal);
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public void Tensors_share_values_and_do_not_multiply_them()
    {
        File.WriteAllBytes(In("values.bin"), new byte[576]);
        var path = Write("values.bin", "0", "576", model =>
        {
            for (var i = 0; i < 1000; i++)
            {
                var copy = model.Graph.Initializer.Single(t => t.Name == "conv1.weight").Clone();
                copy.Name = $"copy{i}";
                model.Graph.Initializer.Add(copy);
            }
        });
        var network = Network.Load(path);
        Assert.True(network.Tensors["copy1"].Bytes.Overlaps(network.Tensors["copy999"].Bytes));
        path = Write("values.bin", "0", "576", model =>
        {
            var part = model.Graph.Initializer.Single(t => t.Name == "conv1.weight").Clone();
            (part.Name, part.Dims[0]) = ("part", 15);
            part.ExternalData.Single(e => e.Key == "length").Value = "540";
            model.Graph.Initializer.Add(part);
        });
        Assert.Contains("overlaps", Refuse(path), StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private static string Refuse(string path)
    {
        var error = Assert.Throws<NetworkFormatException>(() => Network.Load(path));
        Assert.Equal(path, error.NetworkSource);
        return error.Message;
    }

    private string Write(string location, string offset, string length, Action<ModelProto>? change = null)
    {
        var model = ModelProto.Parser.ParseFrom(_network.ToBytes());
        var weight = model.Graph.Initializer.Single(t => t.Name == "conv1.weight");
        weight.ClearRawData();
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        foreach (var (key, value) in new[] { ("location", location), ("offset", offset), ("length", length) })
        {
            weight.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value.ToString(CultureInfo.InvariantCulture) });
        }

        change?.Invoke(model);
        File.WriteAllBytes(In("altered.onnx"), model.ToByteArray());
        return In("altered.onnx");
    }
}
