using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;
using MlNetDeep.ModelZoo.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Networks;

/// <summary>Networks with several inputs and outputs, and with outputs that are images.</summary>
public sealed class SeveralInputsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void EveryInputAndOutputIsAColumn()
    {
        IDataView rows = _mlContext.Data.LoadFromEnumerable(Rows(11));
        using NetworkTransformer model = _mlContext.DeepLearning.Apply(TwoInputs(), new() { InputColumnNames = new Dictionary<string, string> { ["input"] = "Features" }, BatchSize = 4 });
        IDataView scored = model.Transform(rows);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 4, 6, 6), scored.Schema["c"].Type);
        float[][] classes = Transforms.Tests.Rows.Scores(scored, "y"), maps = Transforms.Tests.Rows.Scores(scored, "c");

        Network alone = TwoInputs();
        foreach ((TwoInputRow row, int i) in Rows(11).Select((row, i) => (row, i)))
        {
            (float[] expectedClasses, float[] expectedMaps) = Run(alone, row);
            Golden.Near(expectedClasses, classes[i], 1e-5);
            Golden.Near(expectedMaps, maps[i], 1e-5);
        }

        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.zip");
        try
        {
            _mlContext.DeepLearning.SaveModel(model, rows.Schema, path);
            using var again = Assert.IsType<NetworkTransformer>(new MLContext().DeepLearning.LoadModel(path, out _));
            Assert.Equal(classes, Transforms.Tests.Rows.Scores(again.Transform(rows), "y"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void WhatDoesNotFitIsNamed()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.Apply(TwoInputs(), new()
        {
            InputColumnNames = new Dictionary<string, string> { ["inptu"] = "A", ["input"] = "" },
            OutputColumnNames = new Dictionary<string, string> { ["z"] = "B" },
            ImageOutputs = ["w"],
            BatchSize = 0,
        }));
        Assert.Equal(5, error.Problems.Count);
        IDataView rows = _mlContext.Data.LoadFromEnumerable(Rows(1));
        using NetworkTransformer model = _mlContext.DeepLearning.Apply(TwoInputs());
        Assert.Contains("'input'", Assert.Throws<ColumnException>(() => model.Transform(rows)).Message, StringComparison.Ordinal);
        using NetworkTransformer image = _mlContext.DeepLearning.Apply(
            TwoInputs(), new() { InputColumnNames = new Dictionary<string, string> { ["input"] = "Features" }, ImageOutputs = ["c"] });
        Assert.Contains("no image", Assert.Throws<ColumnException>(() => image.Transform(rows)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LargerImagesComeOutAsImages()
    {
        // The four channels are the pixel's own value: enlarging repeats it.
        Network network = new GraphMaker(13, null, 1, null, null).Floats("cw", [1, 1, 1, 1], 4, 1, 1, 1).Node("Conv", "input cw", "c")
            .Node("DepthToSpace", "c", "y", ("blocksize", 2)).Output("y", null, 1, null, null).Build();
        IDataView rows = Shapes.View(_mlContext, 3);
        using NetworkTransformer model = _mlContext.DeepLearning.Apply(
            network, new() { InputColumnNames = new Dictionary<string, string> { ["input"] = "Bytes" }, ImageOutputs = ["y"] });
        IDataView large = model.Transform(rows);
        using DataViewRowCursor cursor = large.GetRowCursor(large.Schema);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(large.Schema["y"]);
        Assert.True(cursor.MoveNext());
        MLImage picture = null!;
        getter(ref picture);
        using (picture)
        {
            Assert.Equal((16, 16), (picture.Width, picture.Height));
            byte[] expected = Shapes.Rows(3).First().Bytes;
            for (int p = 0; p < 256; p++)
                Assert.Equal(expected[(p / 32 * 8) + (p % 16 / 2)], picture.Pixels[(p * 4) + 1]);
        }
    }

    [Fact]
    public void ClassesOfPixelsAreNumbers()
    {
        Network network = new GraphMaker(13, null, 1, 8, 8).Floats("cw", [1, -1, 0], 3, 1, 1, 1).Floats("cb", [0, 1, 0], 3).Node("Conv", "input cw cb", "c")
            .Node("ArgMax", "c", "y", ("axis", 1), ("keepdims", 0)).Output("y", null, 8, 8).Build();
        Network integers = GraphEdits.Edit(network, model => model.Graph.Output[0].Type.TensorType.ElemType = 7);
        using NetworkTransformer model = _mlContext.DeepLearning.Apply(integers, new() { InputColumnNames = new Dictionary<string, string> { ["input"] = "Features" } });
        float[][] classes = Transforms.Tests.Rows.Scores(model.Transform(Shapes.View(_mlContext, 3)), "y");
        Assert.All(classes, row => Assert.True(row.Length == 64 && row.All(c => c is 0 or 1 or 2)));
        Assert.True(classes.SelectMany(row => row).Distinct().Count() > 1);
    }

    [Fact]
    public void TwoInputsTrain()
    {
        // The image says nothing; the numbers say the class.
        IDataView rows = _mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(_mlContext.Data.LoadFromEnumerable(Rows(120)))
            .Transform(_mlContext.Data.LoadFromEnumerable(Rows(120)));
        Network network = TwoInputs().WithOutputs("y");
        using ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(Options(network, epochs: 12)).Fit(rows);
        Assert.Equal(["input", "numbers"], model.Network.Inputs.Select(i => i.Name));
        IDataView scored = model.Transform(rows);
        MulticlassClassificationMetrics metrics = _mlContext.MulticlassClassification.Evaluate(scored);
        Assert.True(metrics.MicroAccuracy > 0.95, $"{metrics.MicroAccuracy}");
        Assert.Contains("Augmentation", Assert.Throws<OptionsException>(
            () => _mlContext.DeepLearning.ConvNet(Options(network, 1) with { Augmentation = [Augmentation.Mirror()] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MapsOfOneValueAreClasses()
    {
        Network network = new GraphMaker(13, null, 1, 8, 8).Weight("cw", 8, 1, 3, 3).Weight("cb", 8).Node("Conv", "input cw cb", "c").Node("Relu", "c", "r")
            .Weight("kw", 4, 8, 6, 6).Node("Conv", "r kw", "y").Output("y", null, 4, 1, 1).Build();
        IDataView rows = Shapes.View(_mlContext, 80);
        using ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(Options(network, 6)).Fit(rows);
        Assert.Equal([null, 4, 1, 1], model.Network.Outputs[0].Shape);
        Assert.True(_mlContext.MulticlassClassification.Evaluate(model.Transform(rows)).MicroAccuracy > 0.9);
    }

    private static ConvNetOptions Options(Network network, int epochs) => new()
    {
        Network = network,
        Epochs = epochs,
        LearningRate = 0.01,
        Seed = 2,
        Device = "cpu",
        Threads = 1,
        BatchSize = 16,
        Progress = ProgressOutput.None,
    };

    private static (float[] Classes, float[] Maps) Run(Network network, TwoInputRow row)
    {
        _ = OnnxRuntimeEnvironment.Instance;
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(network.ToBytes());
        using var results = session.Run(
        [
            Microsoft.ML.OnnxRuntime.NamedOnnxValue.CreateFromTensor("input", new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>(row.Features, [1, 1, 8, 8])),
            Microsoft.ML.OnnxRuntime.NamedOnnxValue.CreateFromTensor("numbers", new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>(row.Numbers, [1, 3])),
        ]);
        float[] Values(string name) => [.. results.Single(r => r.Name == name).AsTensor<float>()];
        return (Values("y"), Values("c"));
    }

    private static Network TwoInputs() => new GraphMaker(13, null, 1, 8, 8).Input("numbers", null, 3).Weight("cw", 4, 1, 3, 3).Node("Conv", "input cw", "c")
        .Node("GlobalAveragePool", "c", "p").Node("Flatten", "p", "f").Node("Concat", "f numbers", "all", ("axis", 1)).Weight("w", 3, 7).Weight("b", 3)
        .Node("Gemm", "all w b", "y", ("transB", 1)).Output("y", null, 3).Output("c", null, 4, 6, 6).Build();

    private static List<TwoInputRow> Rows(int count)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, count).Select(i => new TwoInputRow
        {
            Features = [.. Enumerable.Range(0, 64).Select(_ => random.NextSingle())],
            Numbers = [.. Enumerable.Range(0, 3).Select(n => n == i % 3 ? 1f : 0.1f * random.NextSingle())],
            Label = $"class {i % 3}",
        })];
    }

    private sealed class TwoInputRow
    {
        [VectorType(1, 8, 8)]
        public float[] Features { get; set; } = [];

        [VectorType(3), ColumnName("numbers")]
        public float[] Numbers { get; set; } = [];

        public string Label { get; set; } = "";
    }
}
