using FsCheck;
using FsCheck.Fluent;
using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class NetworkPropertyTests
{
    [Fact]
    public void Saving_and_loading_gives_the_same_network() => Prop.ForAll(RandomNetworks.Recipes, recipe =>
    {
        var network = RandomNetworks.Make(recipe);
        var bytes = network.ToBytes();
        var back = Network.FromBytes(bytes);
        Assert.Equal(bytes, back.ToBytes());
        Assert.Equal(network.Nodes.Select(n => n.Name), back.Nodes.Select(n => n.Name));
        Assert.Equal(network.InferShapes(3).Keys.Order(), back.InferShapes(3).Keys.Order());
        Assert.All(network.InferShapes(3), s => Assert.Equal(s.Value, back.InferShapes(3)[s.Key]));
        Assert.Equal(network.ParameterCount, back.ParameterCount);
        Assert.All(network.Tensors, t => Assert.True(t.Value.Bytes.SequenceEqual(back.Tensors[t.Key].Bytes)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Only_the_batch_changes_with_the_batch() => Prop.ForAll(RandomNetworks.Recipes, recipe =>
    {
        var network = RandomNetworks.Make(recipe);
        var (two, nine) = (network.InferShapes(2), network.InferShapes(9));
        Assert.All(network.Nodes.SelectMany(n => n.Outputs), v =>
        {
            Assert.Equal(2, two[v][0]);
            Assert.Equal(9, nine[v][0]);
            Assert.Equal(two[v].Skip(1), nine[v].Skip(1));
        });
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void The_reference_implementation_accepts_the_networks_and_finds_the_same_shapes()
    {
        OnnxOracle.RequireAvailable();
        var networks = NetworksTests.All().Concat(RandomNetworks.Recipes.Generator.Sample(300, 12).Select(RandomNetworks.Make))
            .Append(Networks.MnistConvNet().WithLabels(["a", "b"]).WithOutputs("relu1", "output"))
            .Append(Network.Input(4).Dense(3).Build().WithOutputActivation("Sigmoid"))
            .ToList();
        var answers = OnnxOracle.InferShapes(networks);
        Assert.Equal(networks.Count, answers.Count);
        var compared = 0;
        foreach (var (network, answer) in networks.Zip(answers))
        {
            var shapes = network.InferShapes(7);
            foreach (var value in network.Nodes.SelectMany(n => n.Outputs))
            {
                Assert.Contains(value, answer.Keys);
                compared++;

                // The reference does not follow the open batch through Reshape.
                Assert.True(
                    answer[value].Length == shapes[value].Count
                    && answer[value].Skip(1).Zip(shapes[value].Skip(1)).All(p => p.First == p.Second || p.First == -1),
                    $"{network.Name}, {value}: {string.Join(", ", answer[value])} against {string.Join(", ", shapes[value])}");
            }
        }

        Assert.True(compared > 1000, $"{compared} shapes");
    }
}
