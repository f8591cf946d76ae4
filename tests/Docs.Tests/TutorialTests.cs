#region usings
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class TutorialTests
{
    // One after the other, as a reader pastes them; with small files under the names of the real ones.
    [Fact]
    public void Walk()
    {
        using var workplace = new Workplace(rows: 100);
        Prepare();
        var mlContext = new MLContext(seed: 1);

        #region data
        IDataView trainRows = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        IDataView testRows = mlContext.DeepLearning.LoadIdx("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
        var keys = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(trainRows);
        IDataView train = keys.Transform(trainRows), test = keys.Transform(testRows);

        ConvNetTransformer Train(Network network, IDataView rows, int epochs = 5) =>
            mlContext.DeepLearning.Network(network, epochs: epochs, batchSize: 128).Fit(rows);
        double Accuracy(ITransformer model, IDataView rows) =>
            mlContext.MulticlassClassification.Evaluate(model.Transform(rows)).MicroAccuracy;
        #endregion

        #region softmax
        using ConvNetTransformer softmax = Train(Networks.SoftmaxRegression(), train);
        Console.WriteLine($"softmax regression: {Accuracy(softmax, test):P2}");
        #endregion

        #region mlps
        using ConvNetTransformer wide = Train(Networks.Mlp512(), train);
        using ConvNetTransformer dropped = Train(Networks.Mlp128Dropout(), train);
        Console.WriteLine($"512 units: {Accuracy(wide, test):P2}, 128 units with dropout: {Accuracy(dropped, test):P2}");
        #endregion

        #region convnet
        using ConvNetTransformer convnet = Train(Networks.MnistConvNet(), train);
        Console.WriteLine($"convnet: {Accuracy(convnet, test):P2}");
        #endregion
        Assert.True(Accuracy(convnet, test) > 0.1);

        #region persian
        IDataView persianRows = mlContext.DeepLearning.LoadIdx("persian/train-images-idx3-ubyte.gz", "persian/train-labels-idx1-ubyte.gz");
        IDataView persianTest = mlContext.DeepLearning.LoadIdx("persian/test-images-idx3-ubyte.gz", "persian/test-labels-idx1-ubyte.gz");
        var persianKeys = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(persianRows);
        using ConvNetTransformer persian = Train(Networks.MnistConvNet(), persianKeys.Transform(persianRows));
        Console.WriteLine($"Persian digits: {Accuracy(persian, persianKeys.Transform(persianTest)):P2}");
        #endregion

        #region few
        IDataView few = mlContext.Data.TakeRows(train, 500);
        var plain = new ConvNetOptions { Network = Networks.MnistConvNet(), Epochs = 60, BatchSize = 32 };
        ConvNetOptions augmented = plain with
        {
            Augmentation = [Augmentation.Rotate(12), Augmentation.Shift(0.1), Augmentation.Zoom(0.9, 1.1), Augmentation.Shear(8)],
        };
        using ConvNetTransformer without = mlContext.DeepLearning.ConvNet(plain).Fit(few);
        using ConvNetTransformer with = mlContext.DeepLearning.ConvNet(augmented).Fit(few);
        Console.WriteLine($"500 digits: {Accuracy(without, test):P2}, augmented: {Accuracy(with, test):P2}");
        #endregion

        #region transfer
        Network backbone = PackagedNetwork.ResNet18.Load();
        (ImageFolder photos, ImageFolder others) = mlContext.DeepLearning.LoadImageFolder("photos").StratifiedSplit(0.2, seed: 1);
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.DeepLearning.PrepareImages(backbone))
            .Append(mlContext.DeepLearning.FineTune(backbone, epochs: 5));
        var transferred = pipeline.Fit(photos);
        Console.WriteLine($"photos: {Accuracy(transferred, others):P2}");
        #endregion
        Assert.True(Accuracy(transferred, others) > 0.9);

        #region filters
        new TrainingReport("What it sees")
            .AddFilters(convnet.Network, "conv1")
            .AddFeatureMaps(convnet.Network, mlContext.DeepLearning.Interpret(convnet, test).TopLosses[0].Image!)
            .AddFilters(backbone)
            .Save("filters.html");
        #endregion
        Assert.True(File.Exists("filters.html"));

        #region rate
        var rates = new TrainingReport("Learning rates");
        foreach (double rate in new[] { 0.0001, 0.001, 0.01, 0.1 })
        {
            using ConvNetTransformer model = mlContext.DeepLearning
                .Network(Networks.Mlp128Dropout(), epochs: 3, batchSize: 128, learningRate: rate).Fit(train);
            rates.AddHistory(model.History!, $"rate {rate}");
            Console.WriteLine($"rate {rate}: {Accuracy(model, test):P2}");
        }
        rates.Save("rates.html");
        #endregion

        #region batch
        var batches = new TrainingReport("Batch sizes");
        foreach (int size in new[] { 16, 128, 1024 })
        {
            using ConvNetTransformer model = mlContext.DeepLearning
                .Network(Networks.Mlp128Dropout(), epochs: 3, batchSize: size).Fit(train);
            batches.AddHistory(model.History!, $"batches of {size}");
            Console.WriteLine($"batches of {size}: {Accuracy(model, test):P2}, {model.History!.Epochs.Sum(e => e.Duration.TotalSeconds):F0} s");
        }
        batches.Save("batches.html");
        #endregion
        Assert.Contains("batches of 1024", File.ReadAllText("batches.html"));

        #region style
        Backbone squeezeNet = Backbone.FromZoo("squeezenet1_1", weights: "squeezenet1_1.safetensors");
        IDataView owl = mlContext.DeepLearning.LoadImageFolder("owls", new ImageFolderOptions { Labels = ImageLabelSource.None });
        using StyleTransferTransformer painter = mlContext.DeepLearning
            .StyleTransfer(squeezeNet, style: "painting.jpg", inputColumnName: "ImagePath", size: 160).Fit(owl);
        foreach (MLImage picture in painter.Transform(owl).GetColumn<MLImage>("Styled"))
            picture.Save("painted.png");
        #endregion
        Assert.True(File.Exists("painted.png"));

        #region gan
        using GeneratorTransformer gan = mlContext.DeepLearning.Gan(labelColumnName: "Label", epochs: 3).Fit(train);
        IDataView drawn = mlContext.DeepLearning.Sample(gan, count: 1000, seed: 1);
        mlContext.DeepLearning.SaveImageGrid(mlContext.Data.TakeRows(drawn, 100), "Image", "drawn.png", columns: 10);
        ConditionalMetrics judged = mlContext.DeepLearning.EvaluateConditional(drawn, convnet, classColumnName: "Label");
        Console.WriteLine($"{judged.Accuracy:P0} of the drawn digits are what was asked for");
        #endregion
        Assert.Equal(1000, judged.Count);
    }

    private static void Prepare()
    {
        Directory.CreateDirectory("persian");
        foreach ((string from, string to) in new[] { ("train-images-idx3", "train-images-idx3"), ("train-labels-idx1", "train-labels-idx1"), ("t10k-images-idx3", "test-images-idx3"), ("t10k-labels-idx1", "test-labels-idx1") })
            File.Copy($"{from}-ubyte", $"persian/{to}-ubyte.gz");
        Photographs.Write();
        Directory.CreateDirectory("owls");
        File.Copy("photos/dark/dark-0.png", "owls/owl.png");
        File.Copy("photos/light/light-0.png", "painting.jpg");
        Networks.Create("squeezenet1_1").SaveWeights("squeezenet1_1.safetensors");
    }
}
