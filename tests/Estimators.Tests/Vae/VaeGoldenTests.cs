using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;
using MlNetDeep.ModelZoo.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Vae;

/// <summary>Training and scores are those of PyTorch (Golden/make_vae.py).</summary>
public sealed class VaeGoldenTests
{
    private const int Rows = 5, Latents = 3, Filters = 4, Size = 12, Channels = 3;

    private static readonly List<Case> _cases = JsonSerializer.Deserialize<List<Case>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "vae.json")), JsonSerializerOptions.Web)!;

    private readonly MLContext _mlContext = new(seed: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void LossesWeightsAndScoresAreThoseOfPyTorch(int index)
    {
        Case expected = _cases[index];
        using var live = new LiveTensors();
        var seen = new List<BatchEndArguments>();
        float[] values = FormulaWeights.Values("images", Rows * Channels * Size * Size, 1, 0.5);
        IDataView data = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, Rows).Select(r => new Row { Features = values[(r * Row.Values)..((r + 1) * Row.Values)] }).ToList());

        using VaeTransformer model = _mlContext.DeepLearning.Vae(new VaeOptions
        {
            Encoder = FormulaWeights.Fill(MlNetDeep.Networks.VaeEncoder(Size, Channels, Latents, Filters)),
            Decoder = FormulaWeights.Fill(MlNetDeep.Networks.VaeDecoder(Size, Channels, Latents, Filters)),
            Likelihood = Enum.Parse<VaeLikelihood>(expected.Likelihood),
            Beta = expected.Beta,
            Deviation = expected.Deviation,
            ClipGradientNorm = expected.Clip > 0 ? expected.Clip : null,
            LearningRate = 0.01,
            BatchSize = Rows,
            Epochs = expected.Steps.Length,
            Shuffle = false,
            Seed = 7,
            Device = "cpu",
            Threads = 1,
            Progress = ProgressOutput.None,
            OnBatchEnd = seen.Add,
            Output = new VaeTransformerOptions { Draws = 2, Device = "cpu" },
        }).Fit(data);

        Assert.Equal(expected.Steps.Length, seen.Count);
        for (int step = 0; step < seen.Count; step++)
        {
            double[] numbers = expected.Steps[step];
            Near(numbers[0], seen[step].Loss, 2e-5);
            Near(numbers[1], seen[step].Measures![VaeMeasures.Reconstruction], 2e-5);
            Near(numbers[2], seen[step].Measures![VaeMeasures.Divergence], 2e-4);
            Near(numbers[3], seen[step].Measures![VaeMeasures.GradientNorm], 1e-3);
        }

        Assert.Equal(expected.Weights.Keys.Order(), model.Encoder.Parameters.Concat(model.Decoder.Parameters).Select(p => p.Name).Order());
        foreach ((string name, double[] numbers) in expected.Weights)
        {
            NetworkTensor tensor = model.Encoder.Tensors.GetValueOrDefault(name) ?? model.Decoder.Tensors[name];
            float[] weight = tensor.Floats.ToArray(), direction = FormulaWeights.Values("grad." + name, weight.Length);
            Assert.Equal(numbers[0], Math.Sqrt(weight.Sum(w => (double)w * w)), 1e-3 * Math.Max(0.1, numbers[0]));
            Assert.Equal(numbers[1], weight.Zip(direction, (w, d) => (double)w * d).Sum(), 1e-3 * Math.Max(0.1, numbers[0]));
        }

        List<Scored> scored = [.. _mlContext.Data.CreateEnumerable<Scored>(model.Transform(data), reuseRowObject: false)];
        Golden.Near([.. expected.Means.Select(m => (float)m)], [.. scored.SelectMany(s => s.Latent)], 2e-3);
        for (int row = 0; row < Rows; row++)
        {
            Near(expected.Errors[row], scored[row].ReconstructionError, 1e-3);
            Near(expected.Elbos[row], scored[row].Elbo, 1e-3);
            Assert.Equal(-scored[row].Elbo, scored[row].Score);
        }
    }

    private static void Near(double expected, double actual, double tolerance) =>
        Assert.Equal(expected, actual, tolerance * Math.Max(1, Math.Abs(expected)));

    private sealed class Row
    {
        public const int Values = Channels * Size * Size;

        [VectorType(Channels, Size, Size)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Scored
    {
        public float[] Latent { get; set; } = [];

        public float ReconstructionError { get; set; }

        public float Elbo { get; set; }

        public float Score { get; set; }
    }

    private sealed record Case(
        string Likelihood, double Beta, double Deviation, double Clip, double[][] Steps, Dictionary<string, double[]> Weights,
        double[] Means, double[] Errors, double[] Elbos);
}
