using System.Text.Json;
using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>Outputs of the architectures are those of PyTorch (Golden/make_architectures.py).</summary>
public sealed class ArchitectureGoldenTests
{
    private static readonly Dictionary<string, Case> _cases = JsonSerializer.Deserialize<List<Case>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "architectures.json")),
        JsonSerializerOptions.Web)!.ToDictionary(c => c.Name);

    public static TheoryData<string> Names => [.. _cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_are_those_of_PyTorch(string name)
    {
        var expected = _cases[name];
        var network = FormulaWeights.Fill(Networks.Create(name, new()
        {
            Height = expected.Height,
            Width = expected.Width,
            Classes = 5,
            AuxiliaryHeads = expected.Logits.Length > 1,
        }));
        Assert.Equal(expected.Parameters, network.ParameterCount);
        Assert.Equal(expected.Names, network.Parameters.Count + network.Buffers.Count);

        var input = FormulaWeights.Values("input", 2 * 3 * expected.Height * expected.Width, 4);
        var outputs = OnnxRunner.RunAll(OnnxRunner.Logits(network), input, 2, 3, expected.Height, expected.Width);
        Assert.Equal(expected.Logits.Length, outputs.Length);
        for (var i = 0; i < outputs.Length; i++)
        {
            Assert.InRange(OnnxRunner.Difference(expected.Logits[i], outputs[i]), 0, 2e-5);
        }
    }

    [Fact]
    public void Scoring_without_auxiliary_heads_gives_the_same_probabilities()
    {
        var network = Networks.Create("googlenet", new() { Height = 64, Width = 64, Classes = 4, AuxiliaryHeads = true });
        var input = FormulaWeights.Values("input", 3 * 64 * 64);
        var whole = OnnxRunner.RunAll(network, input, 1, 3, 64, 64);
        var scoring = OnnxRunner.RunAll(network.WithoutAuxiliaryOutputs(), input, 1, 3, 64, 64);
        Assert.Equal(whole[0], scoring.Single());
        Assert.Equal(1, scoring[0].Sum(), 1e-5);
    }

    private sealed record Case(string Name, int Height, int Width, long Parameters, int Names, float[][] Logits);
}
