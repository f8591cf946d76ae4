using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Transforms.Image;
using MlNetDeep.Transforms.Tests.Images;

namespace MlNetDeep.Transforms.Tests.Exporting;

/// <summary>ML.NET's own steps and trainers around a network.</summary>
public sealed class StockStepTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NumbersAreConvertedJoinedAndNormalized()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Examples(40).Select(row => new Parts
        {
            A = [(byte)(row.Features[0] * 255), (byte)(row.Features[1] * 255)],
            B = row.Features[2] * 1000,
            C = row.Features[3],
            Label = row.Label,
        }));
        using ConvNetTransformer network = _ml.DeepLearning.Score(TestNetworks.Identity(), new() { InputColumnName = "Input" });
        ITransformer steps = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.Conversion.ConvertType("A", outputKind: DataKind.Single))
            .Append(_ml.Transforms.NormalizeMinMax("A"))
            .Append(_ml.Transforms.NormalizeMeanVariance("B2", "B"))
            .Append(_ml.Transforms.CopyColumns("C2", "C"))
            .Append(_ml.Transforms.Concatenate("Joined", "C2", "A", "B2"))
            .Append(_ml.Transforms.NormalizeLogMeanVariance("Input", "Joined", useCdf: false))
            .Append(_ml.Transforms.SelectColumns("Input", "Label")).Fit(view);

        OnnxExportResult result = Export(new TransformerChain<ITransformer>(steps, network), view);

        Assert.Equal(["A", "B", "C"], result.Inputs.Select(input => input.Name).Order());
        Assert.Equal(TensorElementType.UInt8, result.Inputs.Single(input => input.Name == "A").ElementType);
        Assert.InRange(result.LargestDifference, 0, 1e-5);
    }

    [Fact]
    public void PixelsOfKnownSizeAreExtracted()
    {
        Network network = Network.Input(3, 6, 8).Conv2D(2, 3).GlobalAveragePool().Flatten().Dense(2).Softmax().Build(seed: 1);
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(i => new Camera { Image = Noise(8, 6, i) }));
        using ConvNetTransformer scorer = _ml.DeepLearning.Score(network);
        foreach ((bool interleave, bool floats) in new[] { (false, true), (true, true), (false, false) })
        {
            ITransformer extract = _ml.Transforms.ExtractPixels(
                "Features", "Image", orderOfExtraction: ImagePixelExtractingEstimator.ColorsOrder.ABGR, interleavePixelColors: interleave,
                offsetImage: floats ? 117.3f : 0, scaleImage: floats ? 1 / 128f : 1, outputAsFloatArray: floats).Fit(view);
            OnnxExportResult result = Export(new TransformerChain<ITransformer>(extract, scorer), view);
            Assert.Equal([null, 6, 8, 3], Assert.Single(result.Inputs).Shape);
            Assert.InRange(result.LargestDifference, 0, 1e-6);
        }

        ITransformer alpha = _ml.Transforms.ExtractPixels("Features", "Image", ImagePixelExtractingEstimator.ColorBits.All).Fit(view);
        Assert.Contains("it extracts transparency", Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.ExportToOnnx(
            alpha, view, _folder.File("a.onnx"), new() { OutputColumnNames = ["Features"] })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sdca")]
    [InlineData("lbfgs")]
    [InlineData("ova")]
    [InlineData("lightgbm")]
    [InlineData("fasttree-binary")]
    [InlineData("lightgbm-binary")]
    [InlineData("sdca-binary")]
    [InlineData("fasttree-regression")]
    [InlineData("sdca-regression")]
    public void FeaturesOfANetworkGoIntoATrainerOfMlNet(string trainer)
    {
        Network network = Network.Input(3, 12, 12).Conv2D(6, 3, name: "conv").ReLU().GlobalAveragePool().Flatten().Dense(4).Softmax().Build(seed: 5);
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 90).Select(i => new Camera
        {
            Image = Noise(14 + (i % 5), 12 + (i % 7), i, i % 3 * 80),
            Label = $"class {i % 3}",
            Bright = i % 3 == 2,
            Level = i % 3 + 0.5f,
        }));
        ITransformer features = _ml.Transforms.CopyColumns("Picture", "Image")
            .Append(_ml.DeepLearning.PrepareImages(network, new PrepareImagesOptions { InputColumnName = "Picture", OutputColumnName = "Pixels" }))
            .Append(_ml.DeepLearning.Featurize("Features", network, inputColumnName: "Pixels"))
            .Append(_ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(_ml.Transforms.NormalizeMeanVariance("Features")).Fit(view);
        IDataView seen = features.Transform(view);
        var multiclass = _ml.MulticlassClassification.Trainers;
        var binary = _ml.BinaryClassification.Trainers;
        ITransformer learned = trainer switch
        {
            "sdca" => multiclass.SdcaMaximumEntropy().Fit(seen),
            "lbfgs" => multiclass.LbfgsMaximumEntropy().Fit(seen),
            "ova" => multiclass.OneVersusAll(binary.SgdCalibrated("Bright")).Fit(seen),
            "lightgbm" => multiclass.LightGbm(numberOfLeaves: 4, minimumExampleCountPerLeaf: 3, numberOfIterations: 5).Fit(seen),
            "fasttree-binary" => binary.FastTree("Bright", numberOfLeaves: 4, numberOfTrees: 5, minimumExampleCountPerLeaf: 3).Fit(seen),
            "lightgbm-binary" => binary.LightGbm("Bright", numberOfLeaves: 4, minimumExampleCountPerLeaf: 3, numberOfIterations: 5).Fit(seen),
            "sdca-binary" => binary.SdcaLogisticRegression("Bright").Fit(seen),
            "fasttree-regression" => _ml.Regression.Trainers.FastTree("Level", numberOfLeaves: 4, numberOfTrees: 5, minimumExampleCountPerLeaf: 3).Fit(seen),
            _ => _ml.Regression.Trainers.Sdca("Level").Fit(seen),
        };

        OnnxExportResult result = Export(new TransformerChain<ITransformer>(features, learned), view, 90);

        Assert.Equal("image", Assert.Single(result.Inputs).Name);
        Assert.InRange(result.LargestDifference, 0, 0.01);
        if (!trainer.Contains('-'))
            Assert.Equal(TensorElementType.String, result.Outputs.Single(output => output.Name == "PredictedLabel").ElementType);
    }

    [Fact]
    public void MlNetsOwnConverterLeavesTheNetworkOut()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Examples(10));
        using ConvNetTransformer network = _ml.DeepLearning.Score(TestNetworks.Identity());
        ITransformer after = _ml.Transforms.NormalizeMinMax("Better", "Score").Fit(network.Transform(view));
        var model = new TransformerChain<ITransformer>(network, after);
        using (FileStream stream = File.Create(_folder.File("theirs.onnx")))
            _ml.Model.ConvertToOnnx(model, view, stream, "Better");
        Network theirs = Network.Load(_folder.File("theirs.onnx"));
        Assert.Contains(theirs.Inputs, input => input.Name == "Score");
        Assert.DoesNotContain(theirs.Nodes, node => node.OpType is "Gemm" or "MatMul");

        Assert.Equal("Features", Assert.Single(Export(model, view).Inputs).Name);
    }

    [Fact]
    public void WhatTheConverterDoesNotKnowIsNamed()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Examples(10));
        using ConvNetTransformer network = _ml.DeepLearning.Score(TestNetworks.Identity());
        ITransformer custom = _ml.Transforms.CustomMapping<Vector, Vector>((input, output) => output.Features = input.Features, null).Fit(view);
        string message = Assert.Throws<DeepLearningException>(() => Export(new TransformerChain<ITransformer>(custom, network), view)).Message;
        Assert.Contains("(makes column 'Features') cannot be exported", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private OnnxExportResult Export(ITransformer model, IDataView view, int rows = 3) =>
        _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("model.onnx"), new() { CheckedRows = rows });

    private static MLImage Noise(int width, int height, int seed, int level = 0)
    {
        byte[] pixels = new byte[width * height * 4];
        new Random(seed).NextBytes(pixels);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = i % 4 == 3 ? (byte)255 : (byte)((pixels[i] / 3) + level);
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    private sealed class Parts
    {
        [VectorType(2)]
        public byte[] A { get; set; } = [];

        public float B { get; set; }

        public float C { get; set; }

        public string Label { get; set; } = "";
    }

    private sealed class Camera
    {
        [ImageType(6, 8)]
        public MLImage? Image { get; set; }

        public string Label { get; set; } = "";

        public bool Bright { get; set; }

        public float Level { get; set; }
    }

    private sealed class Vector
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }
}
