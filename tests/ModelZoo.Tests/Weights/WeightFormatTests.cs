using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests.Weights;

/// <summary>Files that Python wrote (Golden/make_weights.py) are read as they were meant.</summary>
public sealed class WeightFormatTests
{
    [Theory]
    [InlineData("plain.pth", WeightFormat.PyTorch, 0)]
    [InlineData("old.pth", WeightFormat.PyTorch, 0)]
    [InlineData("half.pth", WeightFormat.PyTorch, 5e-4)]
    [InlineData("stored.npz", WeightFormat.Npz, 0)]
    [InlineData("packed.npz", WeightFormat.Npz, 0)]
    [InlineData("f32.safetensors", WeightFormat.Safetensors, 0)]
    [InlineData("f64.safetensors", WeightFormat.Safetensors, 0)]
    [InlineData("f16.safetensors", WeightFormat.Safetensors, 5e-4)]
    [InlineData("bf16.safetensors", WeightFormat.Safetensors, 4e-3)]
    public void Every_format_gives_the_same_weights(string name, WeightFormat format, double tolerance)
    {
        using (var file = WeightFile.Open(SmallNetwork.File(name)))
        {
            Assert.Equal(format, file.Format);
            Assert.Equal(9, file.Tensors.Count);
        }

        var network = SmallNetwork.Create().LoadWeights(SmallNetwork.File(name), null, out var report);
        Assert.True(report.IsComplete);
        Assert.Equal(8, report.Loaded.Count);
        foreach (var tensor in SmallNetwork.TensorNames(network).Select(n => network.Tensors[n]))
        {
            var expected = FormulaWeights.Tensor(tensor.Name, tensor.Shape).Floats.ToArray();
            Assert.All(
                expected.Zip(tensor.Floats.ToArray()),
                p => Assert.InRange(Math.Abs(p.First - p.Second), 0, tolerance * Math.Abs(p.First)));
        }
    }

    [Fact]
    public void Onnx_models_give_their_parameters_and_statistics()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("small.onnx");
        var source = FormulaWeights.Fill(SmallNetwork.Create());
        source.Save(path);
        Assert.Equal(source.ToBytes(), SmallNetwork.Create().LoadWeights(path).ToBytes());
    }

    [Fact]
    public void Views_of_one_storage_are_read_in_row_order()
    {
        using var file = WeightFile.Open(SmallNetwork.File("views.pth"));
        Assert.Equal([4, 5, 6, 7], file.Read("middle").Floats.ToArray());
        var turned = file.Read("turned");
        Assert.Equal([6, 4], turned.Shape);
        Assert.Equal([0, 6, 12, 18, 1, 7, 13, 19], turned.Floats[..8].ToArray());
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i), file.Read("all").Floats.ToArray());
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i), file.Read("last").Floats.ToArray());
        Assert.Contains("'middle'", Assert.Throws<ArgumentException>(() => file.Read("midle")).Message);
    }

    [Fact]
    public void A_checkpoint_is_entered_and_its_prefix_removed()
    {
        var path = SmallNetwork.File("checkpoint.pth");
        var error = Assert.Throws<WeightMismatchException>(() => SmallNetwork.Create().LoadWeights(path));
        Assert.Contains("All names in the file begin with 'module.'", error.Message);
        var network = SmallNetwork.Create().LoadWeights(path, new() { Prefix = "module." });
        Assert.Equal(FormulaWeights.Fill(SmallNetwork.Create()).ToBytes(), network.ToBytes());
    }

    [Theory]
    [InlineData("network.pth", "torch.nn.modules.container.Sequential")]
    [InlineData("objects.npz", "'|O'")]
    public void Files_that_need_code_are_refused_naming_it(string name, string named)
    {
        var error = Assert.Throws<WeightFileException>(() => WeightFile.Open(SmallNetwork.File(name)).Dispose());
        Assert.Contains(named, error.Message);
        Assert.StartsWith(SmallNetwork.File(name), error.Message);
    }

    [Fact]
    public void Weights_are_saved_as_safetensors_and_read_back()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("small.safetensors");
        var network = FormulaWeights.Fill(SmallNetwork.Create());
        network.SaveWeights(path);
        Assert.Equal(network.ToBytes(), SmallNetwork.Create().LoadWeights(path).ToBytes());
        using (var file = WeightFile.Open(path))
        {
            Assert.Equal("small", file.Metadata["network"]);
            Assert.Equal(SmallNetwork.TensorNames(network), file.Tensors.Select(t => t.Name));
        }

        Assert.Equal([path], Directory.GetFiles(folder.Path));
        Assert.Throws<ArgumentException>(() => WeightFile.Save(
            path, [NetworkTensor.Create("a", [1f], 1), NetworkTensor.Create("a", [2f], 1)]));
        Assert.Equal(network.ToBytes(), SmallNetwork.Create().LoadWeights(path).ToBytes());
    }
}
