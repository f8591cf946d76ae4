using System.Text.Json;
using MlNetDeep.Estimators.Networks;
using MlNetDeep.Estimators.Tests.Support;
using MlNetDeep.ModelZoo.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Gan;

/// <summary>Losses and gradients of both networks are those of PyTorch (Golden/make_gan.py).</summary>
public sealed class AdversarialGoldenTests
{
    private const int Rows = 5, Latents = 6, Filters = 4, Size = 16;

    private static readonly List<Case> _cases = JsonSerializer.Deserialize<List<Case>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "gan.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, _cases.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void LossesAndGradientsAreThoseOfPyTorch(int index)
    {
        Case expected = _cases[index];
        GanLoss kind = Enum.Parse<GanLoss>(expected.Loss);
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        bool norm = expected is { Penalty: 0, R1: 0, Spectral: false };
        using var generator = new TorchNetwork(FormulaWeights.Fill(MlNetDeep.Networks.DcganGenerator(Size, 1, Latents, Filters)));
        using var discriminator = new TorchNetwork(
            FormulaWeights.Fill(MlNetDeep.Networks.DcganDiscriminator(Size, 1, Filters, batchNorm: norm)),
            new TorchNetworkOptions { SpectralNormalization = expected.Spectral });
        Tensor z = Values("z", 4, 0, Rows, Latents), real = Values("real", 2, 0, Rows, 1, Size, Size), shares = Values("shares", 1, 0.5, Rows, 1, 1, 1);

        Tensor fake = generator.Forward(z, ForwardPass.Training);
        Tensor loss = AdversarialLoss.Discriminator(kind, Score(real), Score(fake.detach()), expected.Smoothing);
        if (expected.Penalty > 0)
        {
            loss = loss.add(AdversarialLoss.GradientPenalty(Score, real, fake.detach(), shares), S(expected.Penalty));
        }

        if (expected.R1 > 0)
        {
            loss = loss.add(AdversarialLoss.R1(Score, real), S(expected.R1));
        }

        loss.backward();
        Assert.Equal(expected.DiscriminatorLoss, loss.item<float>(), 1e-4 * Math.Max(1, Math.Abs(expected.DiscriminatorLoss)));
        Compare(expected.DiscriminatorGradients, discriminator);

        Tensor made = AdversarialLoss.Generator(kind, discriminator.Forward(fake, ForwardPass.Through).squeeze(1));
        made.backward();
        Assert.Equal(expected.GeneratorLoss, made.item<float>(), 1e-4);
        Assert.Null(discriminator.TakeGradient());
        Compare(expected.GeneratorGradients, generator);

        Tensor Score(Tensor images) => discriminator.Forward(images, ForwardPass.Training).squeeze(1);
    }

    [Fact]
    public void SpectralNormalizationBoundsTheLargestSingularValue()
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        Network network = FormulaWeights.Fill(MlNetDeep.Network.Input(6).Dense(5).Build());
        using var normalized = new TorchNetwork(network, new TorchNetworkOptions { SpectralNormalization = true });
        Tensor x = tensor(Enumerable.Range(0, 36).Select(i => i % 7 == 0 ? 1f : 0f).ToArray()).reshape(6, 6);
        Tensor products = normalized.Forward(x, ForwardPass.Inference).sub(normalized.Forward(zeros_like(x), ForwardPass.Inference));
        Network written = normalized.ToNetwork();
        float[] weight = written.Tensors["dense1.weight"].Floats.ToArray();
        Golden.Near(products.t().contiguous().ToFloats(), weight, 1e-6);

        // Power iteration on the written weight finds 1.
        Tensor w = tensor(weight).reshape(5, 6), v = ones([6, 1]);
        for (int i = 0; i < 200; i++)
        {
            v = w.t().matmul(w.matmul(v));
            v = v.div(v.norm());
        }

        Assert.Equal(1, w.matmul(v).norm().item<float>(), 1e-3);
    }

    private static Tensor Values(string name, double scale, double centre, params long[] shape) =>
        tensor(FormulaWeights.Values(name, shape.Aggregate(1L, (a, b) => a * b), scale, centre)).reshape(shape);

    private static void Compare(Dictionary<string, double[]> expected, TorchNetwork network)
    {
        // The gradient in place of the parameters: so it comes out under their names and in their layout.
        using var plain = new TorchNetwork(network.Source);
        plain.Parameters.copy_(network.TakeGradient()!);
        Network gradients = plain.ToNetwork();
        Assert.Equal(network.Source.Parameters.Select(p => p.Name).Order(), expected.Keys.Order());
        double largest = expected.Values.Max(v => v[0]);
        foreach ((string parameter, double[] numbers) in expected)
        {
            float[] gradient = gradients.Tensors[parameter].Floats.ToArray();
            float[] direction = FormulaWeights.Values("grad." + parameter, gradient.Length);
            double length = Math.Sqrt(gradient.Sum(g => (double)g * g)), product = gradient.Zip(direction, (g, d) => (double)g * d).Sum();
            double allowed = (0.002 * numbers[0]) + (1e-5 * largest);
            Assert.True(
                Math.Abs(length - numbers[0]) < allowed && Math.Abs(product - numbers[1]) < allowed,
                $"{parameter}: length {length} and product {product}, expected {numbers[0]} and {numbers[1]}");
        }
    }

    private sealed record Case(
        string Loss, double Smoothing, double Penalty, double R1, bool Spectral, double DiscriminatorLoss, double GeneratorLoss,
        Dictionary<string, double[]> DiscriminatorGradients, Dictionary<string, double[]> GeneratorGradients);
}
