namespace MlNetDeep.Transforms.Tests.Generation;

public class GeneratorBadInputTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void AllProblemsOfTheOptionsComeTogether()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => new GeneratorTransformer(_ml, Generators.Make(), new()
        {
            SeedColumnName = " ",
            LatentColumnName = "L",
            LabelColumnName = "",
            Class = "x",
            OutputColumnName = null!,
            OutputKind = (GeneratedImageKind)9,
            Layout = PixelLayout.Interleaved,
            Truncation = double.NaN,
            BatchSize = 0,
            Threads = -1,
            Device = "tpu",
        }));

        foreach (string expected in new[]
        {
            "SeedColumnName must be a name or null, but is empty", "LabelColumnName must be", "OutputColumnName must be a name, but is null", "both given; an image", "both given; the class",
            "OutputKind must be Image, Float or Byte, but is 9", "Layout is Interleaved", "Truncation must be at least 0.01, or infinity, but is NaN",
            "BatchSize must be", "Threads must be between 0 and 1,024", "Device must be",
        })
            Assert.Contains(expected, error.Message);
        Assert.Equal(11, error.Problems.Count);
    }

    [Fact]
    public void ANetworkThatIsNoGeneratorIsRefused()
    {
        Check("[N, 5]; expected images", Network.Input(4).Dense(5).Build());
        Check("[N, 2, 2, 2]; expected images", Network.Input(8).Reshape(2, 2, 2).Build());
        Check("8 latent numbers and 3 classes", Network.Input(10).Reshape(1, 2, 5).Build().WithGenerator(new(8, 3)));
        Check("3 means", Network.Input(10).Reshape(1, 2, 5).Build().WithPreprocessing(new() { Mean = [1, 2, 3] }));
        Check("There are 3 classes", Generators.Make(), new() { Classes = ClassLabels.Unnamed(3) });
        Check("There are 3 classes", Generators.Make(classes: 4), new() { Classes = ClassLabels.Unnamed(3) });

        void Check(string expected, Network network, GeneratorOptions? options = null)
        {
            int sessions = ScoringSession.LiveCount;
            Assert.Contains(expected, Assert.Throws<DeepLearningException>(() => new GeneratorTransformer(_ml, network, options ?? new())).Message);
            Assert.Contains(expected, Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.Generate(network, options)).Message);
            Assert.Equal(sessions, ScoringSession.LiveCount);
        }
    }

    [Fact]
    public void AClassOutOfRangeIsNamed()
    {
        Network network = Generators.Make(classes: 3).WithLabels(["cat", "dog", "bird"]);

        Assert.Contains("Class is 'fish'; expected one of the 3 classes 'cat', 'dog', 'bird'",
            Assert.Throws<OptionsException>(() => new GeneratorTransformer(_ml, network, new() { Class = "fish" })).Message);
        Assert.Contains("has no classes",
            Assert.Throws<OptionsException>(() => new GeneratorTransformer(_ml, Generators.Make(), new() { Class = "fish" })).Message);
        using var model = new GeneratorTransformer(_ml, network, new());
        Assert.Throws<OptionsException>(() => _ml.DeepLearning.Sample(model, 5, options: new() { Class = "fish" }));
        Assert.Throws<OptionsException>(() => _ml.DeepLearning.Interpolate(model, 1, 2, options: new() { Class = "3" }));
    }

    [Fact]
    public void MissingAndMistypedColumnsAreNamed()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(new[] { new { Seed = "text", Weight = 1f, Label = "cat" } });
        Check("no column 'Number' of seeds; there are 'Seed', 'Weight', 'Label'", Generators.Make(), rows, new() { SeedColumnName = "Number" });
        Check("Column 'Seed' has type String; expected seeds", Generators.Make(), rows, new());
        Check("Column 'Weight' has type Single; expected seeds", Generators.Make(), rows, new() { SeedColumnName = "Weight" });
        Check("Column 'Weight' has type Single; expected a latent vector", Generators.Make(), rows, new() { LatentColumnName = "Weight" });
        Check("has no classes", Generators.Make(), _ml.Seeds(1), new() { LabelColumnName = "Kind" });
        Check("no column 'Kind' of classes", Generators.Make(classes: 3), _ml.Seeds(1), new() { LabelColumnName = "Kind" });
        Check("expected a key", Generators.Make(classes: 3), rows, new() { SeedColumnName = null, LabelColumnName = "Label" }, "Seed");
    }

    [Fact]
    public void ALatentVectorOfTheWrongLengthIsAnError()
    {
        Check("has 10 values; the generator takes 12", Network.Input(12).Reshape(1, 3, 4).Build(), Latents(), new() { LatentColumnName = "Latent" });
        Check("unknown size; the generator takes 10", Generators.Make(),
            _ml.Data.LoadFromEnumerable(new[] { new Generators.FloatRow { Image = [1] } }), new() { LatentColumnName = "Image", OutputColumnName = "Out" });
        // A row that is not what its column says.
        var liar = new OneRowView<VBuffer<float>>("Latent", new VectorDataViewType(NumberDataViewType.Single, 10),
            (ref VBuffer<float> value) => value = new VBuffer<float>(3, [1, 2, 3]));
        using var model = new GeneratorTransformer(_ml, Generators.Make(), new() { LatentColumnName = "Latent", OutputKind = GeneratedImageKind.Float });
        Assert.Contains("has 3 values", Assert.Throws<ColumnException>(() => Generators.Floats(model.Transform(liar))).Message);
    }

    [Fact]
    public void ALatentVectorNeedsAClass() =>
        Check("does not say of which", Generators.Make(classes: 3), Latents(), new() { LatentColumnName = "Latent" });

    [Fact]
    public void KeysThatAreNoClassesAreNamed()
    {
        Network named = Generators.Make(classes: 2).WithLabels(["cat", "dog"]);
        IDataView rows = _ml.Data.LoadFromEnumerable(new[] { "dog", "fish", "ant" }.Select(label => new Generators.ClassRow { Label = label }));
        rows = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        Check("2 key values that are no class of the generator: 'fish', 'ant'; the classes are 'cat', 'dog'", named, rows, new());
        var many = new OneRowView<uint>("Label", new KeyDataViewType(typeof(uint), 3), (ref uint key) => key = 1);
        Check("a key of 3 values; the generator has 2 classes", named, many, new());

        var missing = new OneRowView<uint>("Label", new KeyDataViewType(typeof(uint), 2), (ref uint key) => key = 0);
        var beyond = new OneRowView<uint>("Label", new KeyDataViewType(typeof(uint), 2), (ref uint key) => key = 3);
        using var model = new GeneratorTransformer(_ml, named, new() { OutputKind = GeneratedImageKind.Float });
        Assert.Contains("no class (the missing key)", Assert.Throws<ColumnException>(() => Generators.Floats(model.Transform(missing))).Message);
        Assert.Contains("the key 3; expected 1 to 2", Assert.Throws<ColumnException>(() => Generators.Floats(model.Transform(beyond))).Message);
    }

    [Fact]
    public void CountsAndStepsThatCannotBeAreRefused()
    {
        using var model = new GeneratorTransformer(_ml, Generators.Make(), new());
        Assert.Throws<ArgumentOutOfRangeException>("count", () => _ml.DeepLearning.Sample(model, -1));
        Assert.Throws<ArgumentOutOfRangeException>("steps", () => _ml.DeepLearning.Interpolate(model, 1, 2, steps: 1));
        Assert.Equal(4, Assert.Throws<OptionsException>(() => _ml.DeepLearning.Sample(model, 1, options: new()
        {
            Truncation = 0,
            Classes = (SampledClasses)5,
            BatchSize = -1,
            OutputKind = (GeneratedImageKind)9,
        })).Problems.Count);
        using ConvNetTransformer scorer = _ml.DeepLearning.Score(TestNetworks.Identity());
        Assert.Contains("holds 0 generators among its 1 transformers (ConvNetTransformer)",
            Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.Sample(scorer, 1)).Message);
        Assert.Contains("holds 2 generators",
            Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.Sample(new TransformerChain<ITransformer>(model, model), 1)).Message);
    }

    private IDataView Latents() =>
        _ml.Data.LoadFromEnumerable(new[] { new Generators.LatentRow { Latent = new float[Generators.Latents] } });

    private void Check(string expected, Network network, IDataView rows, GeneratorOptions options, string? drop = null)
    {
        if (drop is not null)
            rows = _ml.Transforms.DropColumns(drop).Fit(rows).Transform(rows);
        using var model = new GeneratorTransformer(_ml, network, options);
        foreach (Action action in new Action[]
        {
            () => model.Transform(rows), () => model.GetOutputSchema(rows.Schema), () => model.GetRowToRowMapper(rows.Schema),
            () => _ml.DeepLearning.Generate(network, options).Fit(rows),
        })
        {
            ColumnException error = Assert.Throws<ColumnException>(action);
            Assert.Contains(expected, error.Message);
            Assert.NotEmpty(error.ColumnName);
        }
    }
}
