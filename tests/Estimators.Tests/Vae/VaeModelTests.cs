using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Vae;

public sealed class VaeModelTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();
    private readonly VaeTransformer _model;
    private readonly IDataView _test;

    public VaeModelTests()
    {
        _model = _mlContext.Fit(VaeFixture.Options(20));
        _test = Shapes.View(_mlContext, 21, seed: 9);
    }

    private string Zip => _folder.File("vae.zip");

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void AnomaliesScoreAboveNormalRows()
    {
        IDataView scored = _model.Transform(VaeFixture.WithAnomalies(_mlContext, normal: 60, strange: 20));
        AnomalyDetectionMetrics metrics = _mlContext.AnomalyDetection.Evaluate(scored, falsePositiveCount: 1);
        Assert.InRange(metrics.AreaUnderRocCurve, 0.99, 1);
        Assert.InRange(metrics.DetectionRateAtFalsePositiveCount, 0.9, 1);
    }

    [Fact]
    public void TheThresholdLetsTheAskedShareOfNormalRowsPass()
    {
        IDataView train = Shapes.View(_mlContext, 64);
        using VaeTransformer model = _mlContext.Fit(VaeFixture.Options(10) with { AnomalyShare = 0.125 }, train);
        Assert.Equal(8, _mlContext.Score(model, train).Count(row => row.PredictedLabel));
        Assert.All(_mlContext.Score(model, train), row => Assert.Equal(row.Score > model.Options.Threshold, row.PredictedLabel));

        IDataView validation = Shapes.View(_mlContext, 20, seed: 4);
        using VaeTransformer validated = _mlContext.Fit(VaeFixture.Options(10) with { AnomalyShare = 0.25, ValidationData = validation }, train);
        Assert.Equal(5, _mlContext.Score(validated, validation).Count(row => row.PredictedLabel));
    }

    [Fact]
    public void TheSameModelHasAnotherThreshold()
    {
        using var strict = new VaeTransformer(
            _mlContext, _model.Encoder, _model.Decoder, _model.Options with { Threshold = float.MinValue }, _model.History);
        Assert.All(_mlContext.Score(strict, _test), row => Assert.True(row.PredictedLabel));
    }

    [Fact]
    public void ErrorAndBoundFollowFromTheOtherColumns()
    {
        foreach (VaeFixture.Scored row in _mlContext.Score(_model, _test))
        {
            Assert.Equal(row.Features.Zip(row.Reconstruction, (x, y) => (double)(x - y) * (x - y)).Average(), row.ReconstructionError, 1e-6);
            double divergence = 0.5 * row.Latent.Zip(row.LogVariance, (m, v) => Math.Exp(v) + (m * m) - 1 - v).Sum();
            var noise = new float[3];
            LatentNoise.Fill(0, noise);
            float[] z = [.. row.Latent.Select((m, i) => m + (MathF.Exp(row.LogVariance[i] / 2) * noise[i]))];
            float[] drawn = OnnxRunner.Run(_model.Decoder, z, [1, 3]);
            double likelihood = row.Features.Zip(drawn, (x, y) => (x * Math.Log(y)) + ((1 - x) * Math.Log(1 - y))).Sum();
            Assert.Equal(likelihood - divergence, row.Elbo, 1e-3);
            Assert.Equal(-row.Elbo, row.Score);
        }
    }

    [Fact]
    public void ExportedPartsGiveTheSameInOnnxRuntime()
    {
        string encoderFile = _folder.File("encoder.onnx"), decoderFile = _folder.File("decoder.onnx");
        _model.Encoder.Save(encoderFile);
        _model.Decoder.Save(decoderFile);
        Network encoder = Network.Load(encoderFile), decoder = Network.Load(decoderFile);
        Assert.Equal("z", decoder.Inputs[0].Name);
        foreach (VaeFixture.Scored row in _mlContext.Score(_model, _test).Take(3))
        {
            Golden.Near(row.Latent, OnnxRunner.Run(encoder.WithOutputs("mean"), row.Features, [1, 1, Shapes.Size, Shapes.Size]), 1e-4);
            Golden.Near(row.LogVariance, OnnxRunner.Run(encoder.WithOutputs("log_variance"), row.Features, [1, 1, Shapes.Size, Shapes.Size]), 1e-4);
            Golden.Near(row.Reconstruction, OnnxRunner.Run(decoder, row.Latent, [1, 3]), 1e-5);
        }

        DeepLearningException error = Assert.Throws<DeepLearningException>(
            () => _mlContext.DeepLearning.ExportToOnnx(_model, _test.Schema, Path.Combine(_folder, "both.onnx"), new() { Form = OnnxForm.Network }));
        Assert.Contains("Encoder", error.Message);
        Assert.False(File.Exists(_folder.File("both.onnx")));
    }

    [Fact]
    public void TheStockZipGivesTheSameScoresBack()
    {
        using VaeTransformer other = _mlContext.Fit(VaeFixture.Options(2) with
        {
            Likelihood = VaeLikelihood.Gaussian,
            Deviation = 0.2,
            Output = new VaeTransformerOptions
            {
                Device = "cpu",
                Draws = 3,
                ReconstructionKind = GeneratedImageKind.Byte,
                ElboColumnName = "Bound",
                BatchSize = 7,
                Threads = 1,
            },
        });
        foreach (VaeTransformer model in new[] { _model, other })
        {
            _mlContext.Model.Save(model, _test.Schema, Zip);
            var fresh = new MLContext();
            fresh.DeepLearning.RegisterLoaders();
            using var loaded = (VaeTransformer)fresh.Model.Load(Zip, out DataViewSchema schema);
            Assert.Equal(_test.Schema.Count, schema.Count);
            Assert.Equal(model.Options, loaded.Options);
            Assert.Equal(model.Encoder.ToBytes(), loaded.Encoder.ToBytes());
            Assert.Equal(model.Decoder.ToBytes(), loaded.Decoder.ToBytes());
            Assert.Equal(model.History!.ToJson(), loaded.History!.ToJson());
            Assert.Equal(Scores(model), Scores(loaded));
        }
    }

    [Theory]
    [InlineData("Encoder.onnx")]
    [InlineData("Decoder.onnx")]
    public void ADamagedFileIsRefused(string name)
    {
        _mlContext.Model.Save(_model, _test.Schema, Zip);
        using (ZipArchive archive = ZipFile.Open(Zip, ZipArchiveMode.Update))
        {
            using Stream stream = archive.Entries.Single(entry => entry.Name == name).Open();
            stream.Position = stream.Length - 5;
            int old = stream.ReadByte();
            stream.Position--;
            stream.WriteByte((byte)(old ^ 0x55));
        }

        ModelFileException error = Assert.Throws<ModelFileException>(() => _mlContext.DeepLearning.LoadModel(Zip, out _));
        Assert.Contains(name, error.Message);
    }

    [Fact]
    public void ARowHasTheSameScoreInEveryBatchAndThread()
    {
        float[] expected = Scores(_model);
        foreach ((int batch, int threads) in new[] { (1, 1), (5, 2), (64, 1), (64, 3) })
        {
            using var other = new VaeTransformer(
                _mlContext, _model.Encoder, _model.Decoder, _model.Options with { BatchSize = batch, Threads = threads });
            Golden.Near(expected, Scores(other), 1e-4);
        }

        using var engine = _mlContext.Model.CreatePredictionEngine<ShapeRow, VaeFixture.Scored>(_model);
        int row = 0;
        foreach (ShapeRow input in Shapes.Rows(21, seed: 9))
        {
            Assert.Equal(expected[row++], engine.Predict(input).Score, 1e-4);
        }
    }

    [Fact]
    public void ReconstructionsAreFloatsImagesOrBytes()
    {
        float[] floats = _mlContext.Score(_model, _test)[2].Reconstruction;
        using var asBytes = new VaeTransformer(
            _mlContext, _model.Encoder, _model.Decoder, _model.Options with { ReconstructionKind = GeneratedImageKind.Byte });
        byte[] bytes = ((VBuffer<byte>)Third<VBuffer<byte>>(asBytes)).DenseValues().ToArray();
        Assert.Equal(floats.Select(v => (byte)MathF.Round(v * 255)), bytes);

        using var asImages = new VaeTransformer(
            _mlContext, _model.Encoder, _model.Decoder, _model.Options with { ReconstructionKind = GeneratedImageKind.Image });
        using var image = Third<MLImage>(asImages);
        Assert.Equal(bytes, image.Pixels.ToArray().Where((_, i) => i % 4 == 0));

        T Third<T>(VaeTransformer model)
        {
            DataViewSchema.Column column = model.Transform(_test).Schema["Reconstruction"];
            using DataViewRowCursor cursor = model.Transform(_test).GetRowCursor([column]);
            ValueGetter<T> getter = cursor.GetGetter<T>(column);
            T value = default!;
            Assert.True(cursor.MoveNext() && cursor.MoveNext() && cursor.MoveNext());
            getter(ref value);
            return value;
        }
    }

    [Fact]
    public void BytesAndFloatsGiveTheSameScores()
    {
        using var ofBytes = new VaeTransformer(_mlContext, _model.Encoder, _model.Decoder, _model.Options with { InputColumnName = "Bytes" });
        IDataView exact = _mlContext.Data.LoadFromEnumerable(Shapes.Rows(8).Select(row => new ShapeRow
        {
            Bytes = row.Bytes,
            Features = [.. row.Bytes.Select(b => b / 255f)],
        }).ToList());
        Golden.Near(Scores(_model, exact), Scores(ofBytes, exact), 1e-3);
    }

    [Fact]
    public void TheDecoderMakesNewImages()
    {
        IDataView samples = _mlContext.DeepLearning.Sample(_model, 5, seed: 2, new SampleOptions { OutputKind = GeneratedImageKind.Float });
        List<Sampled> images = [.. _mlContext.Data.CreateEnumerable<Sampled>(samples, reuseRowObject: false)];
        Assert.Equal(5, images.Count);
        for (int i = 0; i < images.Count; i++)
        {
            Assert.Equal(LatentNoise.Seed(2, i), images[i].Seed);
            var z = new float[3];
            LatentNoise.Fill(images[i].Seed, z);
            Golden.Near(images[i].Image, OnnxRunner.Run(_model.Decoder, z, [1, 3]), 1e-5);
        }

        Assert.Equal(4, _mlContext.DeepLearning.Interpolate(_model, 1, 2, 4).GetColumn<float>("Share").Count());
        using GeneratorTransformer generator = _model.ToGenerator(
            new GeneratorOptions { LatentColumnName = "Latent", OutputKind = GeneratedImageKind.Float, Device = "cpu" });
        float[][] decoded = [.. generator.Transform(_model.Transform(_test)).GetColumn<float[]>("Image")];
        float[][] reconstructed = [.. _model.Transform(_test).GetColumn<float[]>("Reconstruction")];
        for (int row = 0; row < decoded.Length; row++)
        {
            Golden.Near(reconstructed[row], decoded[row], 1e-5);
        }
    }

    [Fact]
    public void TheEstimatorTellsTheSchemaOfTheModel()
    {
        SchemaShape shape = _mlContext.DeepLearning.Vae(VaeFixture.Options(1)).GetOutputSchema(SchemaShapeOf(_test.Schema["Features"], _test.Schema["Bytes"]));
        DataViewSchema schema = _model.GetOutputSchema(_test.Schema);
        foreach (string name in (string[])["Latent", "LogVariance", "Reconstruction", "ReconstructionError", "Elbo", "Score", "PredictedLabel"])
        {
            SchemaShape.Column promised = shape.Single(column => column.Name == name);
            DataViewType type = schema[name].Type;
            Assert.Equal(type is VectorDataViewType ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar, promised.Kind);
            Assert.Equal(type is VectorDataViewType vector ? vector.ItemType : type, promised.ItemType);
            Assert.Equal(schema[name].Annotations.Schema.Select(a => a.Name).Order(), promised.Annotations.Select(a => a.Name).Order());
        }
    }

    [Fact]
    public void DisposingReleasesTheSessions()
    {
        int sessions = ScoringSession.LiveCount, batches = ScoreBatch.LiveCount;
        var model = new VaeTransformer(_mlContext, _model.Encoder, _model.Decoder, _model.Options);
        Assert.Equal(21, Scores(model).Length);
        Assert.Equal(2, _mlContext.DeepLearning.Sample(model, 2).GetColumn<long>("Seed").Count());
        Assert.Equal(sessions + 2, ScoringSession.LiveCount);
        model.Dispose();
        model.Dispose();
        Assert.Equal(sessions, ScoringSession.LiveCount);
        Assert.Equal(batches, ScoreBatch.LiveCount);
        Assert.Throws<ObjectDisposedException>(() => model.Transform(_test));
        Assert.Throws<ObjectDisposedException>(() => _mlContext.DeepLearning.Sample(model, 2));
    }

    private float[] Scores(VaeTransformer model, IDataView? data = null) => [.. model.Transform(data ?? _test).GetColumn<float>("Score")];

    private static SchemaShape SchemaShapeOf(params DataViewSchema.Column[] vectors) => new(vectors.Select(column =>
        MlNetInternals.NewColumn(column.Name, SchemaShape.Column.VectorKind.Vector, ((VectorDataViewType)column.Type).ItemType, false)));

    private sealed class Sampled
    {
        public long Seed { get; set; }

        public float[] Image { get; set; } = [];
    }
}
