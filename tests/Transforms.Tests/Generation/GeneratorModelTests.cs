using System.IO.Compression;
using System.Text;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep.Transforms.Tests.Generation;

public sealed class GeneratorModelTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("model.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AModelComesBackWithAllThatItHad()
    {
        var history = new TrainingHistory(
            [new EpochRecord(1, 0.5, null, null, null, 0.1, TimeSpan.FromSeconds(2)) { Measures = new Dictionary<string, double> { ["D(x)"] = 0.75 } }],
            1, StopReason.Completed, 7, "cpu");
        Network discriminator = Network.Input(1, 8, 8).Flatten().Dense(1).Build(seed: 4);
        using var model = new GeneratorTransformer(_ml, Generators.Make(classes: 3), new()
        {
            SeedColumnName = "Seed",
            LabelColumnName = "Kind",
            OutputColumnName = "Picture",
            OutputKind = GeneratedImageKind.Byte,
            Layout = PixelLayout.Interleaved,
            Truncation = 0.75,
            BatchSize = 9,
            Device = "cpu",
            Threads = 2,
            Classes = ClassLabels.FromValues([2.5f, 3.5f, 4.5f]),
        }, history, discriminator);
        _ml.Model.Save(model, null, File);

        var fresh = new MLContext();
        fresh.DeepLearning.RegisterLoaders();
        using var back = Assert.IsType<GeneratorTransformer>(fresh.Model.Load(File, out _));

        Assert.Equal(model.Options with { Classes = null }, back.Options with { Classes = null });
        Assert.Equal(["2.5", "3.5", "4.5"], back.Classes!.Texts);
        Assert.Equal(NumberDataViewType.Single, back.Classes.ItemType);
        Assert.Equal(model.Generator.ToBytes(), back.Generator.ToBytes());
        Assert.Equal(discriminator.ToBytes(), back.Discriminator!.ToBytes());
        Assert.Equal(0.75, back.History!.Epochs[0].Measures!["D(x)"]);
        Assert.Equal(
            _ml.DeepLearning.Sample(model, 20, seed: 3).GetColumn<byte[]>("Image"), fresh.DeepLearning.Sample(back, 20, seed: 3).GetColumn<byte[]>("Image"));
    }

    [Fact]
    public void APlainModelComesBackToo()
    {
        using var model = new GeneratorTransformer(_ml, Generators.Make(), new());
        _ml.DeepLearning.SaveModel(model, null, File);
        using var back = Assert.IsType<GeneratorTransformer>(_ml.DeepLearning.LoadModel(File, out _));

        Assert.Equal(model.Options, back.Options);
        Assert.Null(back.Classes);
        Assert.Null(back.Discriminator);
        Assert.Null(back.History);
        using var file = ZipFile.OpenRead(File);
        Assert.DoesNotContain(file.Entries, entry => entry.Name == "Discriminator.onnx");
    }

    [Fact]
    public void AChainIsSavedAndExported()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(new[] { new { Number = 1L } });
        using TransformerChain<GeneratorTransformer> chain = _ml.Transforms.CopyColumns("Seed", "Number")
            .Append(_ml.DeepLearning.Generate(Generators.Make(), new() { OutputKind = GeneratedImageKind.Float })).Fit(rows);
        _ml.Model.Save(chain, rows.Schema, File);
        ITransformer back = _ml.Model.Load(File, out DataViewSchema schema);
        Assert.Equal(Generators.Floats(chain.Transform(rows)), Generators.Floats(back.Transform(rows)));

        _ml.DeepLearning.ExportToOnnx(back, schema, _folder.File("generator.onnx"), new() { Form = OnnxForm.Network });
        Network exported = Network.Load(_folder.File("generator.onnx"));
        Assert.Equal(("z", TensorElementType.Float), (exported.Inputs[0].Name, exported.Inputs[0].ElementType));
        Assert.Equal([null, Generators.Latents], exported.Inputs[0].Shape);
        Assert.Equal(new GeneratorLayout(Generators.Latents), exported.Generator);
        Assert.Equal(chain.LastTransformer.Generator.ToBytes(), exported.ToBytes());
        using var again = new GeneratorTransformer(_ml, exported, new() { OutputKind = GeneratedImageKind.Float });
        Assert.Equal(Generators.Floats(chain.Transform(rows)), Generators.Floats(again.Transform(_ml.Seeds(1))));
    }

    [Fact]
    public void AnEstimatorSaysWhatComesOut()
    {
        var seeds = new SchemaShape(
            [MlNetInternals.NewColumn("Seed", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Int64, false)]);
        SchemaShape shape = _ml.Transforms.CopyColumns("Other", "Seed").Append(_ml.DeepLearning.Generate(Generators.Make()))
            .GetOutputSchema(seeds);
        SchemaShape.Column image = shape.Single(column => column.Name == "Image");
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, image.Kind);
        Assert.IsType<ImageDataViewType>(image.ItemType);

        GeneratorEstimator floats = _ml.DeepLearning.Generate(Generators.Make(), new() { OutputKind = GeneratedImageKind.Float, SeedColumnName = "Number" });
        ColumnException error = Assert.Throws<ColumnException>(() => floats.GetOutputSchema(seeds));
        Assert.Contains("no column 'Number'; there are 'Seed'", error.Message);
    }

    [Theory]
    [InlineData("\"outputKind\":\"Image\"", "\"outputKind\":\"Sound\"", "$.outputKind")]
    [InlineData("\"type\":\"Text\"", "\"type\":\"Tex\"", "the type 'Tex' of its classes is unknown")]
    [InlineData("\"values\":[\"a\",\"b\",\"c\"]", "\"values\":[]", "it names 0 of 3 classes")]
    [InlineData("\"outputColumnName\":\"Image\"", "\"outputColumnName\":\"\"", "OutputColumnName must be a name, but is empty")]
    public void ABadHeaderIsNamed(string from, string to, string expected)
    {
        SaveConditional();
        Change("Model.key", bytes =>
        {
            int start = Encoding.Latin1.GetString(bytes).IndexOf("{\"version\"", StringComparison.Ordinal) - 4;
            int length = BitConverter.ToInt32(bytes, start);
            string json = Encoding.UTF8.GetString(bytes, start + 4, length);
            Assert.Contains(from, json);
            byte[] changed = Encoding.UTF8.GetBytes(json.Replace(from, to));
            bytes.AsSpan(start + 4, length).Fill((byte)' ');
            changed.CopyTo(bytes, start + 4);
            return bytes;
        });

        ModelFileException error = Assert.Throws<ModelFileException>(Load);
        Assert.Equal("Model.key", error.Entry);
        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("Network.onnx")]
    [InlineData("Discriminator.onnx")]
    public void ADamagedNetworkIsNamed(string entry)
    {
        SaveConditional();
        byte[] whole = System.IO.File.ReadAllBytes(File);
        foreach ((Func<byte[], byte[]?> change, string expected) in new (Func<byte[], byte[]?>, string)[]
        {
            (_ => null, "it is missing"),
            (bytes => bytes[..10], "it has 10 bytes"),
            (bytes => { bytes[bytes.Length / 2] ^= 4; return bytes; }, "SHA-256"),
        })
        {
            System.IO.File.WriteAllBytes(File, whole);
            Change(entry, change);
            ModelFileException error = Assert.Throws<ModelFileException>(Load);
            Assert.Equal(entry, error.Entry);
            Assert.Contains(expected, error.Message);
        }
    }

    [Fact]
    public void AFlippedByteIsAnErrorOrHarmless()
    {
        SaveConditional();
        byte[] whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(12);
        int sessions = ScoringSession.LiveCount;
        for (int round = 0; round < 60; round++)
        {
            byte[] altered = [.. whole];
            altered[random.Next(altered.Length)] ^= (byte)(1 << random.Next(8));
            System.IO.File.WriteAllBytes(File, round % 2 == 0 ? altered : altered[..random.Next(altered.Length)]);
            try
            {
                ((GeneratorTransformer)Load()).Dispose();
            }
            catch (DeepLearningException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }

        Assert.Equal(sessions, ScoringSession.LiveCount);
    }

    private object Load() => _ml.DeepLearning.LoadModel(File, out _);

    private void SaveConditional()
    {
        using var model = new GeneratorTransformer(
            _ml, Generators.Make(classes: 3).WithLabels(["a", "b", "c"]), new(), null, Network.Input(1, 8, 8).Flatten().Dense(1).Build());
        _ml.Model.Save(model, null, File);
    }

    private void Change(string name, Func<byte[], byte[]?> change) => ZipEntries.Change(File, name, change);
}
