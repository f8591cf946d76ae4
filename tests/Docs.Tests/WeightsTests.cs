#region usings
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class WeightsTests
{
    [Fact]
    public void Create_by_name()
    {
        #region zoo
        Network network = Networks.Create("resnet18", new ArchitectureOptions { Classes = 5, Height = 160, Width = 160 });
        Console.WriteLine($"{network.Name}: {network.ParameterCount:N0} parameters");
        #endregion
        Assert.Equal(5, network.InferShapes()["output"][1]);
    }

    [Fact]
    public void Load_and_save()
    {
        using var workplace = new Workplace();
        Networks.Create("squeezenet1_1").SaveWeights("squeezenet1_1.safetensors");
        #region load-weights
        Network network = Networks.Create("squeezenet1_1", new ArchitectureOptions { Classes = 2 });
        network = network.LoadWeights(
            "squeezenet1_1.safetensors", new LoadWeightsOptions { ReplaceHead = true }, out WeightReport report);
        Console.WriteLine(report);     // what was loaded; the head for 1000 classes was not
        network.SaveWeights("pets.safetensors");
        #endregion
        Assert.Equal(2, report.HeadKept.Count);
        Assert.True(File.Exists("pets.safetensors"));
    }

    [Fact]
    public void Rename()
    {
        using var workplace = new Workplace();
        Network source = Networks.Create("cifar_resnet20", new ArchitectureOptions { Seed = 3 });
        WeightFile.Save("theirs.safetensors", source.Parameters.Select(p => p.Name).Concat(source.Buffers).Select(name =>
            NetworkTensor.Create(Theirs(name), source.Tensors[name].Floats, [.. source.Tensors[name].Shape]))
            .Append(NetworkTensor.Create("optimizer.step", [1f], 1)));
        #region rename
        using (WeightFile file = WeightFile.Open("theirs.safetensors"))
            foreach (WeightInfo tensor in file.Tensors)
                Console.WriteLine(tensor);

        Network network = Networks.Create("cifar_resnet20").LoadWeights("theirs.safetensors", new LoadWeightsOptions
        {
            Prefix = "net.",
            Renamings = [new("head.*", "linear.*"), new("stage*.block*.*", "layer*.*.*"), new("optimizer.*", null)],
        });
        #endregion
        Assert.Equal(source.ToBytes(), network.ToBytes());
    }

    [Fact]
    public async Task Published_weights()
    {
        using var workplace = new Workplace();
        var error = await Assert.ThrowsAsync<DownloadException>(async () =>
        {
            #region published
            var store = new ModelStore(new ModelStoreOptions { Folder = "models", Offline = true });
            Network network = await store.CreateAsync(
                WeightCatalog.Find("vgg16-imagenet"), new ArchitectureOptions { Classes = 5 });
            #endregion
            Assert.NotNull(network);
        });
        Assert.Contains("vgg16-397923af.pth", error.Message);
    }

    // layer1.0.conv1.weight becomes net.stage1.block0.conv1.weight.
    private static string Theirs(string name)
    {
        string[] parts = name.Split('.');
        return "net." + (parts[0].StartsWith("layer", StringComparison.Ordinal)
            ? $"stage{parts[0]["layer".Length..]}.block{parts[1]}.{string.Join('.', parts[2..])}"
            : name.Replace("linear.", "head.", StringComparison.Ordinal));
    }
}
