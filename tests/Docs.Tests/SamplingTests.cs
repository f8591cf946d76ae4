#region usings
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class SamplingTests
{
    [Fact]
    public void Sampling()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);
        Make().Save("generator.onnx");

        #region generate
        Network network = Network.Load("generator.onnx");
        IDataView seeds = mlContext.Data.LoadFromEnumerable(new[] { new SeedRow { Seed = 1 }, new SeedRow { Seed = 2 } });
        using GeneratorTransformer model = mlContext.DeepLearning.Generate(network).Fit(seeds);
        IDataView images = model.Transform(seeds);
        #endregion
        Assert.Equal(new ImageDataViewType(28, 28), images.Schema["Image"].Type);

        #region sample
        IDataView samples = mlContext.DeepLearning.Sample(model, count: 100, seed: 42);
        mlContext.DeepLearning.SaveImageGrid(samples, "Image", "samples.png", columns: 10);
        #endregion
        Assert.True(new FileInfo("samples.png").Length > 10_000);

        #region classes
        IDataView sevens = mlContext.DeepLearning.Sample(model, 16, options: new() { Class = "7", Truncation = 0.7 });
        IDataView balanced = mlContext.DeepLearning.Sample(model, 1_000, options: new() { OutputKind = GeneratedImageKind.Byte });
        IDataView drawn = mlContext.DeepLearning.Sample(model, 1_000, options: new() { Classes = SampledClasses.Drawn });
        #endregion
        Assert.All(sevens.GetColumn<uint>("Label"), key => Assert.Equal(8u, key));
        Assert.Equal([1u, 2u, 3u], balanced.GetColumn<uint>("Label").Take(3));
        Assert.Equal(1_000, drawn.GetRowCount());

        #region interpolate
        IDataView way = mlContext.DeepLearning.Interpolate(model, fromSeed: 1, toSeed: 2, steps: 12, new() { Class = "3" });
        mlContext.DeepLearning.SaveImageGrid(way, "Image", "way.png", columns: 12);
        #endregion
        Assert.True(File.Exists("way.png"));

        #region engine
        using var engine = mlContext.Model.CreatePredictionEngine<SeedRow, ImageRow>(model);
        using MLImage image = engine.Predict(new SeedRow { Seed = 2024 }).Image;
        image.Save("2024.png");
        #endregion
        Assert.Equal(28, image.Width);

        #region files
        mlContext.Model.Save(model, seeds.Schema, "generator.zip");
        mlContext.DeepLearning.ExportToOnnx(model, seeds.Schema, "z-to-image.onnx", new OnnxExportOptions { Form = OnnxForm.Network });
        #endregion
        Assert.Equal("z", Network.Load("z-to-image.onnx").Inputs[0].Name);
    }

    [Fact]
    public void Layout()
    {
        var latents = new float[100];

        #region layout
        Network generator = Network.Input(110)
            .Dense(128 * 7 * 7).ReLU().Reshape(128, 7, 7)
            .ConvTranspose2D(64, 4, stride: 2, padding: 1).ReLU()
            .ConvTranspose2D(1, 4, stride: 2, padding: 1).Tanh()
            .Build(seed: 1)
            .WithGenerator(new GeneratorLayout(Latents: 100, Classes: 10))
            .WithLabels(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
            .WithPreprocessing(new ImagePreprocessing { Mean = [0.5f], StandardDeviation = [0.5f] });
        #endregion
        Assert.Equal(10, generator.Generator!.Classes);

        #region noise
        LatentNoise.Fill(seed: 2024, latents);
        #endregion
        Assert.InRange(latents.Average(value => value * value), 0.5, 1.5);
    }

    private static Network Make() => Network.Input(26).Dense(8 * 7 * 7).ReLU().Reshape(8, 7, 7)
        .ConvTranspose2D(8, 4, stride: 2, padding: 1).ReLU().ConvTranspose2D(1, 4, stride: 2, padding: 1).Tanh().Build(seed: 1)
        .WithGenerator(new(16, 10)).WithLabels(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
        .WithPreprocessing(new() { Mean = [0.5f], StandardDeviation = [0.5f] });

    #region rows
    private sealed class SeedRow
    {
        public long Seed { get; set; }
    }

    private sealed class ImageRow
    {
        [ImageType(28, 28)]
        public MLImage Image { get; set; } = null!;
    }
    #endregion
}
