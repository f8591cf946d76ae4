using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Vae;

/// <summary>What the tests of the variational autoencoder share: options for a small one, data, scores.</summary>
internal static class VaeFixture
{
    public static VaeOptions Options(int epochs) => new()
    {
        Epochs = epochs,
        BatchSize = 16,
        LearningRate = 0.01,
        Latents = 3,
        Filters = 4,
        Seed = 3,
        Device = "cpu",
        Threads = 1,
        Progress = ProgressOutput.None,
        Output = new VaeTransformerOptions { Device = "cpu" },
    };

    public static VaeTransformer Fit(this MLContext mlContext, VaeOptions options, IDataView? data = null) =>
        mlContext.DeepLearning.Vae(options).Fit(data ?? Shapes.View(mlContext, 64));

    public static List<Scored> Score(this MLContext mlContext, VaeTransformer model, IDataView data) =>
        [.. mlContext.Data.CreateEnumerable<Scored>(model.Transform(data), reuseRowObject: false)];

    /// <summary>Blobs in one quarter as always, with label 0, and in two quarters at once, with label 1.</summary>
    public static IDataView WithAnomalies(MLContext mlContext, int normal, int strange) => mlContext.Data.LoadFromEnumerable(
        Shapes.Rows(normal, seed: 21).Select(row => new AnomalyRow { Features = row.Features })
            .Concat(Shapes.Rows(strange, seed: 22).Zip(Shapes.Rows(strange + 1, seed: 23).Skip(1), (a, b) => new AnomalyRow
            {
                Features = [.. a.Features.Zip(b.Features, Math.Max)],
                Label = 1,
            })).ToList());

    internal sealed class AnomalyRow
    {
        [VectorType(1, Shapes.Size, Shapes.Size)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }

    internal sealed class Scored
    {
        public float[] Features { get; set; } = [];

        public float[] Latent { get; set; } = [];

        public float[] LogVariance { get; set; } = [];

        public float[] Reconstruction { get; set; } = [];

        public float ReconstructionError { get; set; }

        public float Elbo { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
