namespace MlNetDeep.Transforms.Tests.Interpreting;

public sealed class InterpretationTests
{
    private static readonly string[] _names = ["north-west", "north-east", "south-west", "south-east"];

    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void MistakesAreCountedAndTheWorstRowsKept()
    {
        using ConvNetTransformer model = Model();
        List<Scene> rows = [.. Enumerable.Range(0, 40).Select(i => Scene.Of(i % 4, label: i % 4))];
        rows[5] = Scene.Of(1, label: 3);
        rows[17] = Scene.Of(1, label: 3, brightness: 250);
        rows[22] = Scene.Of(2, label: 0);
        rows[30] = Scene.Of(2, label: -1);
        Interpretation found = _mlContext.DeepLearning.Interpret(
            model, _mlContext.Data.LoadFromEnumerable(rows), new InterpretationOptions { TopLosses = 4, TopClasses = 2 });

        Assert.Equal(39, found.Rows);
        Assert.Equal(36 / 39.0, found.Accuracy, 12);
        Assert.Equal(2, found.Count(3, 1));
        Assert.Equal(1, found.Count(0, 2));
        Assert.Equal(0, found.Count(1, 3));
        Assert.Equal(new ClassConfusion("south-east", "north-east", 2), found.MostConfused[0]);
        Assert.Equal(2, found.MostConfused.Count);
        ClassQuality east = found.Classes[1];
        Assert.Equal(("north-east", 8L, 10L, 0.8, 1.0), (east.Name, east.Rows, east.Predicted, east.Precision, east.Recall));
        Assert.Equal(2 * 0.8 / 1.8, east.F1, 12);

        Assert.Equal([17L, 5L, 22L], found.TopLosses.Take(3).Select(r => r.Row));
        Assert.Equal(4, found.TopLosses.Count);
        RowLoss worst = found.TopLosses[0];
        Assert.Equal("south-east", worst.Truth);
        Assert.Equal(["north-east"], worst.Top.Take(1).Select(t => t.Name));
        Assert.Equal(2, worst.Top.Count);
        Assert.Equal(rows[17].Features, worst.Image!.Pixels.ToArray());
        double p = Softmax(rows[17].Features)[3];
        Assert.Equal(-Math.Log(p), worst.Loss, 1e-3);
    }

    [Fact]
    public void PicturesArePredictedWithNames()
    {
        using ConvNetTransformer model = Model();
        Interpretation found = Interpret(model);
        Scene scene = Scene.Of(2, 2);
        IReadOnlyList<ClassProbability> top = found.Predict(scene.Picture(), 3);
        Assert.Equal(3, top.Count);
        Assert.Equal("south-west", top[0].Name);
        Assert.Equal(Softmax(scene.Features)[2], top[0].Probability, 1e-5);
        Assert.True(top[0].Probability > top[1].Probability);
        Assert.Equal(4, found.Predict(scene.Picture(), 100).Count);
    }

    [Fact]
    public void LayersShowFiltersAndMaps()
    {
        using ConvNetTransformer model = Model();
        Interpretation found = Interpret(model);
        Assert.Single(found.Filters());
        Assert.Equal((3, 1, 1), (found.Filters("look")[0].Channels, found.Filters("look")[0].Height, found.Filters("look")[0].Width));

        Scene scene = Scene.Of(3, 3);
        LayerMaps maps = found.FeatureMaps(scene.Picture(), "look");
        Assert.Equal((1, 8, 8), (maps.Channels, maps.Height, maps.Width));
        Assert.Equal(scene.Features.Select(b => b / 255f), maps.Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal((2, 2), (found.FeatureMaps(scene.Picture(), "average").Height, found.FeatureMaps(scene.Picture(), "average").Width));
        Assert.Throws<ArgumentOutOfRangeException>(() => maps.ToImage(1));

        Assert.Contains("did you mean 'look'?", Assert.Throws<OptionsException>(() => found.Filters("lock")).Message);
        Assert.Contains("did you mean 'average'?", Assert.Throws<OptionsException>(() => found.FeatureMaps(scene.Picture(), "avarage")).Message);
        Assert.Contains("only convolutions have filters", Assert.Throws<OptionsException>(() => found.Filters("dense")).Message);
        Assert.Contains("does not give maps", Assert.Throws<OptionsException>(() => found.FeatureMaps(scene.Picture(), "dense")).Message);
        Assert.Throws<ShapeException>(() => found.FeatureMaps(ReportImage.FromPlanar(new byte[63], 1, 7, 9), "look"));
    }

    [Fact]
    public void OcclusionFindsWhatDecides()
    {
        using ConvNetTransformer model = Model();
        Interpretation found = Interpret(model);
        Scene scene = Scene.Of(3, 3);
        HeatMap map = found.Occlusion(scene.Picture(), patch: 4, stride: 4);
        float[] values = map.Values.ToArray();
        Assert.Equal("south-east", map.Class.Name);

        // Worked out by hand: the quarter's pixels become 128.
        byte[] covered = [.. scene.Features.Select((b, i) => i / 8 >= 4 && i % 8 >= 4 ? (byte)128 : b)];
        float drop = (float)(Softmax(scene.Features)[3] - Softmax(covered)[3]);
        for (int i = 0; i < 64; i++)
        {
            if (i / 8 >= 4 && i % 8 >= 4)
                Assert.Equal(drop, values[i], 1e-5);
            else
                Assert.True(values[i] < drop / 2);
        }

        // An odd stride still covers every pixel, and the overlap is a mean.
        Assert.All(found.Occlusion(scene.Picture(), patch: 3, stride: 2).Values.ToArray(), v => Assert.True(float.IsFinite(v)));
        Assert.Equal(1, found.Occlusion(scene.Picture(), classIndex: 1, patch: 20).Class.Index);

        ReportImage over = map.Over(scene.Picture());
        Assert.Equal((3, 8, 8), (over.Channels, over.Height, over.Width));
        Assert.Equal(scene.Features.SelectMany(b => new[] { b, b, b }), map.Over(scene.Picture(), 0).Pixels.ToArray());
        Assert.Equal(map.ToImage().Pixels.ToArray(), map.Over(scene.Picture(), 1).Pixels.ToArray());
        Assert.Throws<ArgumentException>(() => map.Over(ReportImage.FromPlanar(new byte[4], 1, 2, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => found.Occlusion(scene.Picture(), classIndex: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => found.Occlusion(scene.Picture(), stride: 0));
    }

    [Fact]
    public void SessionsAndBatchesComeBack()
    {
        int sessions = ScoringSession.LiveCount, batches = ScoreBatch.LiveCount;
        using (ConvNetTransformer model = Model())
        {
            Interpretation found = Interpret(model);
            found.Occlusion(Scene.Of(0, 0).Picture(), stride: 1);
            found.Predict(Scene.Of(0, 0).Picture());
        }

        Assert.Equal(sessions, ScoringSession.LiveCount);
        Assert.Equal(batches, ScoreBatch.LiveCount);
    }

    [Fact]
    public void TheReportHoldsItAll()
    {
        using ConvNetTransformer model = Model();
        List<Scene> rows = [Scene.Of(0, 0), Scene.Of(1, 2), Scene.Of(2, 2), Scene.Of(3, 3)];
        Interpretation found = _mlContext.DeepLearning.Interpret(model, _mlContext.Data.LoadFromEnumerable(rows));
        ReportImage picture = rows[3].Picture();
        string html = new TrainingReport("Scenes")
            .AddInterpretation(found, "validation")
            .AddFilters(model.Network, "look")
            .AddFeatureMaps(model.Network, picture, "average")
            .AddHeatMaps("What decides", picture, found.Occlusion(picture))
            .ToHtml();
        System.Xml.Linq.XDocument page = System.Xml.Linq.XDocument.Parse(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        string[] headings = [.. page.Descendants("h2").Select(h => h.Value)];
        Assert.Equal(
            ["Confusion matrix (validation)", "Most confused pairs", "Highest losses", "Learned filters of look", "Feature maps of average", "What decides"],
            headings);
        Assert.Contains("75", page.Descendants("b").First().Value, StringComparison.Ordinal);
        Assert.Contains(page.Descendants("figcaption"), f => f.Value.StartsWith("south-west, loss", StringComparison.Ordinal) && f.Value.Contains("north-east 9", StringComparison.Ordinal));
        Assert.Contains(page.Descendants("figcaption"), f => f.Value.Contains("occlusion by 1 x 1", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatCannotBeInterpretedIsRefused()
    {
        using ConvNetTransformer model = Model();
        IDataView data = _mlContext.Data.LoadFromEnumerable([Scene.Of(0, 0)]);
        OptionsException error = Assert.Throws<OptionsException>(() =>
            _mlContext.DeepLearning.Interpret(model, data, new InterpretationOptions { TopLosses = -1, TopClasses = 0, LabelColumnName = "" }));
        Assert.Equal(3, error.Problems.Count);
        Assert.Contains("Truth", Assert.Throws<ColumnException>(() =>
            _mlContext.DeepLearning.Interpret(model, data, new InterpretationOptions { LabelColumnName = "Truth" })).Message);
        using ConvNetTransformer regression = new(_mlContext, TestNetworks.WeightedSum(), new ConvNetTransformerOptions { Task = NetworkTask.Regression });
        Assert.Contains("Regression", Assert.Throws<ArgumentException>(() => _mlContext.DeepLearning.Interpret(regression, data)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void KeysOfAnotherMappingAreMatchedByValue(bool asChain)
    {
        // The model's keys are in the order of the names, those of the rows in the order in which they come.
        List<Rows.Example> rows = Rows.Examples(60);
        rows.Sort((a, b) => string.CompareOrdinal(b.Label, a.Label));
        IDataView data = _mlContext.Data.LoadFromEnumerable(rows);
        IDataView keyed = _mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        using ConvNetTransformer model = new(_mlContext, TestNetworks.Identity(), new ConvNetTransformerOptions { Classes = ClassLabels.FromText(["class 0", "class 1", "class 2"]) });
        Interpretation found = _mlContext.DeepLearning.Interpret(asChain ? new TransformerChain<ITransformer>(model) : model, keyed);
        Assert.Equal(1, found.Accuracy);
        Assert.Equal(rows.Count(row => row.Label == "class 2"), found.Classes[2].Rows);

        // A report of scored rows, too, also when the decisions are texts already.
        IDataView scored = model.Transform(keyed);
        foreach (IDataView view in (IDataView[])[scored, _mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored)])
            Assert.Equal(1, EvaluationReader.Read(view, new ReportEvaluationOptions { ImageColumnName = null }).Accuracy);

        rows[3].Label = "class 9";
        IDataView others = _mlContext.Data.LoadFromEnumerable(rows);
        others = _mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(others).Transform(others);
        Assert.Throws<ColumnException>(() => _mlContext.DeepLearning.Interpret(model, others));
        IDataView known = _mlContext.Data.LoadFromEnumerable(rows.Where(row => row.Label != "class 1" && row.Label != "class 0").ToList());
        known = _mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(known).Transform(known);
        string message = Assert.Throws<ColumnException>(() => _mlContext.DeepLearning.Interpret(model, known)).Message;
        Assert.Contains("'class 2', 'class 9'", message);
        Assert.Contains("'class 0', 'class 1', 'class 2'", message);
    }

    [Fact]
    public void AChainIsInterpretedWithItsPreparation()
    {
        List<Rows.Example> rows = Rows.Examples(60);
        using TransformerChain<ITransformer> chain = Chains.Full(_mlContext, rows);
        Interpretation found = _mlContext.DeepLearning.Interpret(chain, _mlContext.Data.LoadFromEnumerable(rows));
        Assert.Equal(1, found.Accuracy);
        Assert.Same(chain.ConvNet(), found.Model);
    }

    [Fact]
    public void FlatNetworksAreInterpretedWithoutPictures()
    {
        using ConvNetTransformer model = new(_mlContext, TestNetworks.Identity(), new ConvNetTransformerOptions { Classes = ClassLabels.FromText(["class 0", "class 1", "class 2"]) });
        IDataView data = _mlContext.Data.LoadFromEnumerable(Rows.Examples(50));
        IDataView keyed = _mlContext.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);
        Interpretation found = _mlContext.DeepLearning.Interpret(model, keyed);
        Assert.Equal(1, found.Accuracy);
        Assert.Equal(24, found.TopLosses.Count);
        Assert.All(found.TopLosses, r => Assert.Null(r.Image));
        Assert.True(found.TopLosses.Zip(found.TopLosses.Skip(1)).All(p => p.First.Loss >= p.Second.Loss));
    }

    private static double[] Softmax(byte[] pixels)
    {
        double[] logits = [.. Enumerable.Range(0, 4).Select(q => 10 * pixels.Where((_, i) => (i / 8 / 4 * 2) + (i % 8 / 4) == q).Average(b => b / 255.0))];
        double sum = logits.Sum(Math.Exp);
        return [.. logits.Select(l => Math.Exp(l) / sum)];
    }

    private Interpretation Interpret(ConvNetTransformer model) =>
        _mlContext.DeepLearning.Interpret(model, _mlContext.Data.LoadFromEnumerable([Scene.Of(0, 0)]));

    /// <summary>Which quarter of the picture is the brightest? Ten times a quarter's mean is its logit.</summary>
    private ConvNetTransformer Model()
    {
        Network network = Network.Input(1, 8, 8).Conv2D(1, 1, name: "look").ReLU().AveragePool2D(4, name: "average").Flatten().Dense(4, name: "dense").Softmax().Build();
        network = network.WithTensors(network.Parameters.Select(parameter =>
        {
            float[] values = new float[parameter.Tensor.Count];
            for (int i = 0; i < values.Length && parameter.Role == ParameterRole.Weight; i++)
                values[i] = parameter.Layer == "look" ? 1 : i / 4 == i % 4 ? 10 : 0;
            return NetworkTensor.Create(parameter.Name, values, [.. parameter.Tensor.Shape]);
        }));
        return new ConvNetTransformer(_mlContext, network, new ConvNetTransformerOptions { Classes = ClassLabels.FromText(_names), Device = "cpu", Threads = 1 });
    }

    private sealed class Scene
    {
        [VectorType(1, 8, 8)]
        public byte[] Features { get; set; } = [];

        [KeyType(4)]
        public uint Label { get; set; }

        public static Scene Of(int bright, int label, int brightness = 200) => new()
        {
            Features = [.. Enumerable.Range(0, 64).Select(i => (byte)((i / 8 / 4 * 2) + (i % 8 / 4) == bright ? brightness - (i % 3) : 60 + (i % 5)))],
            // Members of key type count from 0; what is out of range is missing.
            Label = unchecked((uint)label),
        };

        public ReportImage Picture() => ReportImage.FromPlanar(Features, 1, 8, 8);
    }
}
