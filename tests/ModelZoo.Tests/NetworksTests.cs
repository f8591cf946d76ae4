using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class NetworksTests
{
    public static TheoryData<string, long, long[], long[]> Expected => new()
    {
        { "softmax_regression", 7_850, [784], [10] },
        { "mlp_512", 407_050, [784], [10] },
        { "mlp_128_dropout", 101_770, [784], [10] },
        { "mnist_convnet", 93_322, [1, 28, 28], [10] },
        { "lenet5", 61_706, [1, 28, 28], [10] },
        { "dogs_vs_cats_convnet", 3_453_121, [3, 150, 150], [1] },
    };

    public static IReadOnlyList<Network> All() =>
    [
        Networks.SoftmaxRegression(), Networks.Mlp512(), Networks.Mlp128Dropout(), Networks.MnistConvNet(),
        Networks.LeNet5(), Networks.DogsVsCatsConvNet(),
    ];

    [Theory]
    [MemberData(nameof(Expected))]
    public void Counts_and_shapes_are_those_of_the_source(string name, long parameters, long[] input, long[] output)
    {
        var network = All().Single(n => n.Name == name);
        Assert.Equal(parameters, network.ParameterCount);
        Assert.Equal(parameters, network.Summary().TotalParameters);
        Assert.Equal([null, .. input.Select(d => (long?)d)], network.Inputs.Single().Shape);
        Assert.Equal([null, .. output.Select(d => (long?)d)], network.Outputs.Single().Shape);
        Assert.Equal("input", network.Inputs[0].Name);
        Assert.Equal("output", network.Outputs[0].Name);
        Assert.Equal([5, .. output], network.InferShapes(5)["output"]);
    }

    [Fact]
    public void Classifiers_end_in_softmax_and_two_class_networks_in_sigmoid()
    {
        Assert.All(
            All(), n => Assert.Equal(n.Name.StartsWith("dogs", StringComparison.Ordinal) ? "Sigmoid" : "Softmax", n.Nodes[^1].OpType));
    }

    [Fact]
    public void Mnist_convnet_has_other_class_counts_and_seeds()
    {
        Assert.Equal(93_322 - (65 * 5), Networks.MnistConvNet(5).ParameterCount);
        Assert.Equal(Networks.MnistConvNet(seed: 3).ToBytes(), Networks.MnistConvNet(seed: 3).ToBytes());
        Assert.NotEqual(Networks.MnistConvNet(seed: 3).ToBytes(), Networks.MnistConvNet(seed: 4).ToBytes());
    }

    [Fact]
    public void Dropout_is_a_node_of_inference_mode_with_its_rate_as_a_constant()
    {
        var network = Networks.DogsVsCatsConvNet(dropout: 0.5f);
        var dropout = network.Nodes.Single(n => n.OpType == "Dropout");
        Assert.Equal(2, dropout.Inputs.Count);
        Assert.Equal([0.5f], network.Tensors[dropout.Inputs[1]].Floats.ToArray());
        Assert.Equal(3_453_121, network.ParameterCount);
    }
}
