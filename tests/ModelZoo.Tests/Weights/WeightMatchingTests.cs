using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests.Weights;

public sealed class WeightMatchingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Save(params (string Name, long[] Shape)[] tensors)
    {
        var path = _folder.File("w.safetensors");
        WeightFile.Save(path, tensors.Select(t => FormulaWeights.Tensor(t.Name, t.Shape)));
        return path;
    }

    [Fact]
    public void Strict_loading_reports_all_that_does_not_fit()
    {
        var path = Save(
            ("conv.weight", [4, 3, 5, 5]), ("conv.bias", [4]), ("fc.weight", [5, 4]), ("extra.weight", [1]),
            ("bn.num_batches_tracked", [1]));
        var error = Assert.Throws<WeightMismatchException>(() => SmallNetwork.Create().LoadWeights(path));
        Assert.Equal(["conv.bias", "fc.weight"], error.Report.Loaded.Order());
        Assert.Equal(
            ["bn.bias", "bn.running_mean", "bn.running_var", "bn.weight", "fc.bias"], error.Report.Missing.Order());
        Assert.Equal(["extra.weight"], error.Report.Unexpected);
        var misshapen = Assert.Single(error.Report.Misshapen);
        Assert.Equal("conv.weight (network [4, 3, 3, 3], file [4, 3, 5, 5])", misshapen.ToString());
        Assert.Contains(path, error.Message);
        Assert.Contains("5 missing in the file", error.Message);
    }

    [Fact]
    public void Loading_what_fits_leaves_the_rest_as_it_was()
    {
        var path = Save(("conv.weight", [4, 3, 5, 5]), ("conv.bias", [4]), ("extra.weight", [1]));
        var before = SmallNetwork.Create();
        var network = before.LoadWeights(path, new() { Strict = false }, out var report);
        Assert.False(report.IsComplete);
        Assert.Equal(["conv.bias"], report.Loaded);
        Assert.Equal(FormulaWeights.Tensor("conv.bias", [4]).Floats.ToArray(), network.Tensors["conv.bias"].Floats.ToArray());
        Assert.Same(before.Tensors["conv.weight"], network.Tensors["conv.weight"]);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_even_when_not_strict()
    {
        var path = Save(("encoder.weight", [4]), ("conv.weight", [1]));
        var error = Assert.Throws<WeightMismatchException>(
            () => SmallNetwork.Create().LoadWeights(path, new() { Strict = false }));
        Assert.Contains("belong to another network", error.Message);
        Assert.Throws<WeightMismatchException>(
            () => Networks.Create("cifar_resnet32").LoadWeights(SmallNetwork.File("plain.pth"), new() { Strict = false }));
    }

    [Fact]
    public void Head_keeps_its_new_weights_when_the_classes_differ()
    {
        var path = SmallNetwork.File("plain.pth");
        Assert.Throws<WeightMismatchException>(() => SmallNetwork.Create(7).LoadWeights(path));
        var before = SmallNetwork.Create(7);
        var network = before.LoadWeights(path, new() { ReplaceHead = true }, out var report);
        Assert.True(report.IsComplete);
        Assert.Equal(["fc.bias", "fc.weight"], report.HeadKept.Order());
        Assert.Same(before.Tensors["fc.weight"], network.Tensors["fc.weight"]);
        Assert.Equal(
            FormulaWeights.Tensor("conv.weight", [4, 3, 3, 3]).Floats.ToArray(), network.Tensors["conv.weight"].Floats.ToArray());

        // With the same number of classes the head is loaded like the rest.
        SmallNetwork.Create().LoadWeights(path, new() { ReplaceHead = true }, out var same);
        Assert.Empty(same.HeadKept);
        Assert.Equal(8, same.Loaded.Count);
    }

    [Fact]
    public void Names_are_mapped_by_rules_with_stars()
    {
        var names = new WeightNames(new()
        {
            Prefix = "net.",
            Renamings =
            [
                new("linear.*", "fc.*"), new("stage*.unit*.w", "layer*.*.weight"), new("optimizer*", null),
                new("a.b", "c"),
            ],
        });
        Assert.Equal("fc.weight", names.Map("net.linear.weight"));
        Assert.Equal("layer2.10.weight", names.Map("stage2.unit10.w"));
        Assert.Null(names.Map("optimizer.lr"));
        Assert.Equal("aXb", names.Map("aXb"));
        Assert.Null(names.Map("net.bn.num_batches_tracked"));
        Assert.Equal("other.linear.bias", names.Map("other.linear.bias"));
    }

    [Fact]
    public void Impossible_rules_are_errors()
    {
        var path = SmallNetwork.File("plain.pth");
        var error = Assert.Throws<OptionsException>(() => SmallNetwork.Create().LoadWeights(
            path, new() { Renamings = [new("a", "*"), new("", "b"), new("*", "x.*")] }));
        Assert.Equal(2, error.Problems.Count);
        error = Assert.Throws<OptionsException>(() => SmallNetwork.Create().LoadWeights(
            path, new() { Renamings = [new("bn.*", "conv.*")] }));
        Assert.Contains("both 'conv.weight' and 'bn.weight'", error.Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Weights_that_are_no_numbers_are_refused_naming_the_tensor(float bad)
    {
        var path = _folder.File("nan.safetensors");
        WeightFile.Save(path, [NetworkTensor.Create("conv.bias", [1, 2, bad, 4], 4)]);
        var error = Assert.Throws<WeightFileException>(
            () => SmallNetwork.Create().LoadWeights(path, new() { Strict = false }));
        Assert.Contains("'conv.bias' holds", error.Message);
        Assert.Contains("element 2", error.Message);
        Assert.Equal(path, error.Path);
    }

    [Fact]
    public void Head_of_each_output_is_found_through_activations()
    {
        Assert.Equal(["fc.bias", "fc.weight"], NetworkHead.Find(SmallNetwork.Create()).Order());
        Assert.Equal(
            ["classifier.1.bias", "classifier.1.weight"],
            NetworkHead.Find(Networks.Create("squeezenet1_1", new() { Classes = 3 })).Order());
        Assert.Equal(
            ["aux1.fc2.bias", "aux1.fc2.weight", "aux2.fc2.bias", "aux2.fc2.weight", "fc.bias", "fc.weight"],
            NetworkHead.Find(Networks.Create("googlenet", new() { AuxiliaryHeads = true })).Order());
    }
}
