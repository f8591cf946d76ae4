#region usings
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class ReadmeTests
{
    [Fact]
    public void First_pipeline()
    {
        using var workplace = new Workplace();
        #region first-pipeline
        var mlContext = new MLContext(seed: 1);
        IDataView train = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        IDataView test = mlContext.DeepLearning.LoadIdx("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.DeepLearning.ConvNet(Networks.MnistConvNet(), epochs: 5, batchSize: 128))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = pipeline.Fit(train);

        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(test));
        Console.WriteLine($"{metrics.MicroAccuracy:P2} of the test digits are right");

        mlContext.Model.Save(model, train.Schema, "digits.zip");
        mlContext.DeepLearning.ExportToOnnx(model, train, "digits.onnx");
        #endregion
        Assert.True(metrics.MicroAccuracy > 0.1);

        #region predict
        var app = new MLContext();
        ITransformer loaded = app.DeepLearning.LoadModel("digits.zip", out _);
        using var engine = app.Model.CreatePredictionEngine<Digit, DigitPrediction>(loaded);
        DigitPrediction prediction = engine.Predict(new Digit { Features = new byte[28 * 28] });
        Console.WriteLine($"It is a {prediction.PredictedLabel}, with probability {prediction.Score.Max():P0}");
        #endregion
        Assert.Equal(1, prediction.Score.Sum(), 1e-4);
    }

    [Fact]
    public void Second_pipeline()
    {
        using var photographs = new Photographs();
        Environment.SetEnvironmentVariable("MLNETDEEP_FEATURES", Path.GetFullPath("features"));
        try
        {
            #region second-pipeline
            var mlContext = new MLContext(seed: 1);
            (ImageFolder train, ImageFolder test) = mlContext.DeepLearning.LoadImageFolder("photos").StratifiedSplit(0.25, seed: 1);

            Network backbone = PackagedNetwork.ResNet18.Load();
            var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
                .Append(mlContext.DeepLearning.PrepareImages(backbone))
                .Append(mlContext.DeepLearning.FineTune(backbone, epochs: 5))
                .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
            var model = pipeline.Fit(train);

            MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(test));
            Console.WriteLine($"{metrics.MicroAccuracy:P1} of the other photos are right");
            mlContext.DeepLearning.ExportToOnnx(model, train, "photos.onnx");
            #endregion
            Assert.True(metrics.MicroAccuracy > 0.9, $"{metrics.MicroAccuracy}");
            Assert.Equal(TensorElementType.UInt8, Assert.Single(Network.Load("photos.onnx").Inputs).ElementType);
        }
        finally
        {
            Environment.SetEnvironmentVariable("MLNETDEEP_FEATURES", null);
        }
    }

    #region digit
    public sealed class Digit
    {
        [VectorType(1, 28, 28)]
        public byte[] Features { get; set; } = [];
        public uint Label { get; set; }
    }

    public sealed class DigitPrediction
    {
        public uint PredictedLabel { get; set; }
        public float[] Score { get; set; } = [];
    }
    #endregion
}
