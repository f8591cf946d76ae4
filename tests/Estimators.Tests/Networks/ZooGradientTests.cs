using System.Text.Json;
using MlNetDeep.Estimators.Tests.Support;
using MlNetDeep.ModelZoo.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Networks;

/// <summary>
/// Gradients of the zoo's architectures are those of PyTorch (tests/ModelZoo.Tests/Golden/make_gradients.py).
/// </summary>
public sealed class ZooGradientTests
{
    private static readonly Dictionary<string, Case> _cases = JsonSerializer.Deserialize<List<Case>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "gradients.json")),
        JsonSerializerOptions.Web)!.ToDictionary(c => c.Name);

    public static TheoryData<string> Names => [.. _cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsAreThoseOfPyTorch(string name)
    {
        Case expected = _cases[name];
        Network network = FormulaWeights.Fill(MlNetDeep.Networks.Create(
            name, new ArchitectureOptions { Height = expected.Height, Width = expected.Width, Classes = 5 }));
        network = network.WithTensors(network.Nodes.Where(n => n.OpType == "Dropout")
            .Select(n => NetworkTensor.Create(n.Inputs[1], [0f])).ToList());

        using DisposeScope scope = NewDisposeScope();
        using var trained = new TorchNetwork(network, new TorchNetworkOptions { StripOutputActivation = true });
        Tensor x = tensor(FormulaWeights.Values("input", 4 * 3 * expected.Height * expected.Width, 4))
            .reshape(4, 3, expected.Height, expected.Width);
        Tensor result = trained.Forward(x, training: true);
        Tensor weights = tensor(FormulaWeights.Values("loss", result.numel())).reshape(result.shape);
        result.mul(weights).sum().backward();

        // The gradient in place of the parameters: so it comes out under their names and in their layout.
        trained.Parameters.copy_(trained.TakeGradient()!);
        Network gradients = trained.ToNetwork();
        Assert.Equal(network.Parameters.Select(p => p.Name).Order(), expected.Gradients.Keys.Order());
        double largest = expected.Gradients.Values.Max(v => v[0]);
        foreach ((string parameter, double[] numbers) in expected.Gradients)
        {
            float[] gradient = gradients.Tensors[parameter].Floats.ToArray();
            float[] direction = FormulaWeights.Values("grad." + parameter, gradient.Length);
            double length = Math.Sqrt(gradient.Sum(g => (double)g * g)), product = gradient.Zip(direction, (g, d) => (double)g * d).Sum();

            // Single precision moves a few values of a deep network across the kink of a ReLU, and leaves a little where
            // a normalization makes the exact gradient 0.
            double allowed = (0.02 * numbers[0]) + (1e-5 * largest);
            Assert.True(
                Math.Abs(length - numbers[0]) < allowed && Math.Abs(product - numbers[1]) < allowed,
                $"{parameter}: length {length} and product {product}, expected {numbers[0]} and {numbers[1]}");
        }
    }

    private sealed record Case(string Name, int Height, int Width, Dictionary<string, double[]> Gradients);
}
