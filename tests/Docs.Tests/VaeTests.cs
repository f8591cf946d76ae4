#region usings
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class VaeTests
{
    [Fact]
    public void TrainEncodeSample()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);

        #region vae
        IDataView train = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        IDataView test = mlContext.DeepLearning.LoadIdx("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
        using VaeTransformer model = mlContext.DeepLearning.Vae(latents: 20, epochs: 5, batchSize: 128).Fit(train);

        IDataView coded = model.Transform(test);
        Console.WriteLine($"ELBO of the test digits: {coded.GetColumn<float>("Elbo").Average():F1} nats");
        mlContext.DeepLearning.SaveImageGrid(coded, "Reconstruction", "reconstructed.png", columns: 10);
        mlContext.DeepLearning.SaveImageGrid(mlContext.DeepLearning.Sample(model, 100, seed: 1), "Image", "new.png", columns: 10);
        mlContext.Model.Save(model, train.Schema, "vae.zip");
        #endregion
        Assert.True(File.Exists("reconstructed.png") && File.Exists("new.png") && File.Exists("vae.zip"));

        #region vae-parts
        model.Encoder.Save("encoder.onnx");     // input [N, 1, 28, 28]; mean and log_variance [N, 20]
        model.Decoder.Save("decoder.onnx");     // z [N, 20]; output [N, 1, 28, 28]
        using GeneratorTransformer decoder = model.ToGenerator(new GeneratorOptions { LatentColumnName = "Latent" });
        IDataView pictures = decoder.Transform(coded);
        #endregion
        Assert.Equal(2, Network.Load("encoder.onnx").Outputs.Count);
        Assert.Equal("z", Network.Load("decoder.onnx").Inputs[0].Name);
        Assert.NotNull(pictures.Schema.GetColumnOrNull("Image"));
    }

    [Fact]
    public void Anomalies()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);
        IDataView normal = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        byte[][] images = [.. normal.GetColumn<byte[]>("Features").Take(60)];
        IDataView parts = mlContext.Data.LoadFromEnumerable(images.Select((image, i) => new Part
        {
            Features = i % 3 == 0 ? [.. image.Select(value => (byte)(255 - value))] : image,
            Label = i % 3 == 0 ? 1 : 0,
        }).ToList());

        #region vae-anomalies
        using VaeTransformer model = mlContext.DeepLearning.Vae(new VaeOptions
        {
            AnomalyShare = 0.01,                // one in a hundred normal rows may raise an alarm
            Epochs = 3,
        }).Fit(normal);

        IDataView scored = model.Transform(parts);      // "Label": 1 for what should be found, 0 for the rest
        AnomalyDetectionMetrics metrics = mlContext.AnomalyDetection.Evaluate(scored, falsePositiveCount: 5);
        Console.WriteLine($"AUC {metrics.AreaUnderRocCurve:F3}; {metrics.DetectionRateAtFalsePositiveCount:P0} found at 5 false alarms");

        using var engine = mlContext.Model.CreatePredictionEngine<Part, Alarm>(model);
        Alarm alarm = engine.Predict(new Part { Features = new byte[28 * 28] });
        #endregion
        Assert.InRange(metrics.AreaUnderRocCurve, 0.99, 1);
        Assert.Equal(alarm.Score > model.Options.Threshold, alarm.PredictedLabel);
    }

    [Fact]
    public void OwnNetworks()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);
        IDataView train = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");

        #region vae-networks
        NetworkBuilder hidden = Network.Input(1, 28, 28).Flatten().Dense(64).ReLU();
        Network encoder = hidden.Dense(4, name: "mean").Concat(hidden.Dense(4, name: "log_variance"))
            .Build(seed: 1).WithOutputs("mean", "log_variance");
        Network decoder = Network.Input(4).Dense(64).ReLU().Dense(784).Reshape(1, 28, 28).Build(seed: 2);
        using VaeTransformer model = mlContext.DeepLearning.Vae(new VaeOptions
        {
            Encoder = encoder,
            Decoder = decoder,
            Likelihood = VaeLikelihood.Gaussian,
            Deviation = 0.2,
            Beta = 2,
            ValidationFraction = 0.1,
            EarlyStopping = new EarlyStoppingOptions { Patience = 2 },
            Epochs = 3,
            OnEpochEnd = epoch => Console.WriteLine($"KL {epoch.Record.Measures![VaeMeasures.Divergence]:F1} nats"),
            Output = new VaeTransformerOptions { ReconstructionKind = GeneratedImageKind.Image, Draws = 8 },
        }).Fit(train);
        #endregion
        Assert.Equal(4, model.Latents);
    }

    #region vae-rows
    public sealed class Part
    {
        [VectorType(1, 28, 28)]
        public byte[] Features { get; set; } = [];
        public float Label { get; set; }
    }

    public sealed class Alarm
    {
        public float Score { get; set; }
        public bool PredictedLabel { get; set; }
        public float[] Reconstruction { get; set; } = [];
    }
    #endregion
}
