#region usings
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class NetworkTests
{
    [Fact]
    public void Build_save_and_load()
    {
        using var workplace = new Workplace();
        #region build
        Network network = Network.Input(1, 28, 28)
            .Conv2D(32, 3).ReLU().MaxPool2D(2)
            .Conv2D(64, 3).ReLU().MaxPool2D(2)
            .Flatten()
            .Dropout(0.5f)
            .Dense(10).Softmax()
            .Build(seed: 1);
        Console.WriteLine(network.Summary());
        #endregion

        #region onnx-file
        network.WithLabels(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]).Save("digits.onnx");
        Network imported = Network.Load("digits.onnx");
        Console.WriteLine($"{imported.ParameterCount:N0} parameters, classes {string.Join(", ", imported.Labels!)}");
        #endregion
        Assert.Equal(network.ParameterCount, imported.ParameterCount);
    }

    [Fact]
    public void Branches()
    {
        #region branches
        Network network = Network.Input(3, 32, 32)
            .Conv2D(16, 3, padding: 1).BatchNorm().ReLU()
            .Residual(body => body.Conv2D(16, 3, padding: 1).BatchNorm().ReLU().Conv2D(16, 3, padding: 1).BatchNorm())
            .ReLU()
            .Concat(a => a.Conv2D(8, 1), b => b.Conv2D(8, 3, padding: 1))
            .GlobalAveragePool().Flatten()
            .Dense(10).Softmax()
            .Build();
        #endregion
        Assert.Equal([1, 10], network.InferShapes()[network.Outputs[0].Name]);
    }

    [Fact]
    public void Convolution_by_hand()
    {
        using var photographs = new Photographs();
        var mlContext = new MLContext(seed: 1);
        #region sobel
        Network sobel = Network.Input(1, 240, 320)
            .Conv2D(1, 3, padding: 1, bias: false, init: Initializer.Values(-1, 0, 1, -2, 0, 2, -1, 0, 1))
            .Sigmoid().Build();

        IDataView photos = mlContext.DeepLearning.LoadImageFolder("photos");
        IDataView gray = mlContext.DeepLearning.PrepareImages(sobel, outputColumnName: "input").Fit(photos).Transform(photos);
        using NetworkTransformer filter = mlContext.DeepLearning.Apply(sobel, new NetworkTransformerOptions { ImageOutputs = ["output"] });
        foreach (MLImage edges in filter.Transform(gray).GetColumn<MLImage>("output"))
            edges.Save("edges.png");
        #endregion
        using MLImage last = MLImage.CreateFromFile("edges.png");
        Assert.Equal((320, 240), (last.Width, last.Height));
    }

    [Fact]
    public void Score_an_imported_network()
    {
        using var workplace = new Workplace();
        Networks.MnistConvNet().Save("digits.onnx");
        var mlContext = new MLContext(seed: 1);
        #region score
        IDataView digits = mlContext.DeepLearning.LoadIdx("t10k-images-idx3-ubyte");
        using ConvNetTransformer scorer = mlContext.DeepLearning.Score(Network.Load("digits.onnx"));
        IDataView scored = scorer.Transform(digits);
        #endregion
        Assert.NotNull(scored.Schema.GetColumnOrNull("Score"));
    }

    [Fact]
    public void Apply_a_network_that_gives_images()
    {
        using var workplace = new Workplace();
        Network.Input(1, 28, 28).ConvTranspose2D(1, 2, stride: 2, name: "larger").Sigmoid().Build().WithName("upscale").Save("upscale.onnx");
        var mlContext = new MLContext(seed: 1);
        #region apply
        IDataView digits = mlContext.DeepLearning.LoadIdx("t10k-images-idx3-ubyte");
        Network upscale = Network.Load("upscale.onnx");
        using NetworkTransformer larger = mlContext.DeepLearning.Apply(upscale, new NetworkTransformerOptions
        {
            InputColumnNames = new Dictionary<string, string> { [upscale.Inputs[0].Name] = "Features" },
            OutputColumnNames = new Dictionary<string, string> { [upscale.Outputs[0].Name] = "Large" },
            ImageOutputs = [upscale.Outputs[0].Name],
        });
        IDataView enlarged = larger.Transform(digits);
        #endregion
        Assert.Equal(new Microsoft.ML.Transforms.Image.ImageDataViewType(56, 56), enlarged.Schema["Large"].Type);
    }

    [Fact]
    public void Export_the_whole_pipeline()
    {
        using var photographs = new Photographs();
        #region export
        var mlContext = new MLContext(seed: 1);
        (ImageFolder train, ImageFolder test) = mlContext.DeepLearning.LoadImageFolder("photos").StratifiedSplit(0.25, seed: 1);
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.DeepLearning.PrepareImages(new PrepareImagesOptions
            {
                Preprocessing = new ImagePreprocessing { Width = 32, Height = 32, ShortSide = 40 },
            }))
            .Append(mlContext.DeepLearning.ConvNet(
                Network.Input(3, 32, 32).Conv2D(8, 3).ReLU().GlobalAveragePool().Flatten().Dense(2).Softmax().Build(seed: 1), epochs: 30))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = pipeline.Fit(train);

        OnnxExportResult result = mlContext.DeepLearning.ExportToOnnx(model, test, "shades.onnx", new OnnxExportOptions { Author = "Ada" });
        Console.WriteLine($"{result.Rows} photos compared, largest difference {result.LargestDifference:G2}");
        #endregion
        Assert.True(result.Rows > 0);

        #region plain-runtime
        using var photo = NetVips.Image.NewFromFile("photos/dark/dark-3.png").Autorot().Colourspace(NetVips.Enums.Interpretation.Srgb);
        byte[] pixels = photo.WriteToMemory<byte>();
        using OrtValue image = OrtValue.CreateTensorValueFromMemory(pixels, [1, photo.Height, photo.Width, 3]);
        using var session = new InferenceSession("shades.onnx");
        using var runOptions = new RunOptions();
        using var outputs = session.Run(runOptions, ["image"], [image], ["PredictedLabel", "Score"]);
        Console.WriteLine($"It is {outputs[0].GetStringTensorAsArray()[0]}: {outputs[1].GetTensorDataAsSpan<float>().ToArray().Max():P0}");
        #endregion
        Assert.Contains(outputs[0].GetStringTensorAsArray()[0], new[] { "dark", "light" });

        #region int8
        OnnxExportResult small = mlContext.DeepLearning.ExportToOnnx(model, test, "shades-int8.onnx", new OnnxExportOptions
        {
            Precision = OnnxPrecision.Int8,
            Int8 = new Int8Options { CalibrationData = train, EvaluationData = test },
        });
        Console.WriteLine($"{small.Accuracy!.Before:P1} right before, {small.Accuracy.After:P1} after");
        #endregion

        #region stock
        StockPipeline stock = mlContext.DeepLearning.ToStockPipeline(
            model, test, new StockPipelineOptions { PictureWidth = 50, PictureHeight = 40 });
        mlContext.Model.Save(stock.Model, test.Schema, "stock.zip");
        #endregion
        Assert.Equal(result.Rows, stock.Rows);

        #region triton
        mlContext.DeepLearning.ExportToTriton(model, test, "repository", "shades", new TritonOptions { MaxBatchSize = 16 });
        #endregion
        Assert.True(File.Exists("repository/shades/1/model.onnx"));
    }
}
