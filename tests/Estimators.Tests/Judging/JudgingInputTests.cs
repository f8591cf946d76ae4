using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Transforms.Tests;

namespace MlNetDeep.Estimators.Tests.Judging;

/// <summary>What <c>EvaluateGenerated</c> refuses, how images of all kinds reach the network, and that nothing native stays.</summary>
public sealed class JudgingInputTests
{
    private readonly MLContext _ml = Judged.Ml;

    [Fact]
    public void Missing_and_wrong_columns_are_named()
    {
        IDataView good = Judged.View(Judged.Normal(10, 4, 1));
        ColumnException missing = Assert.Throws<ColumnException>(() => _ml.DeepLearning.EvaluateGenerated(
            good, Judged.View(Judged.Normal(10, 4, 2), "Picture"), Judged.Network(4)));
        Assert.Contains("There is no column 'Image' of generated images; there are 'Picture'", missing.Message);
        Assert.Contains("There is no column 'Picture' of real images", Assert.Throws<ColumnException>(() => _ml.DeepLearning.EvaluateGenerated(
            good, good, Judged.Network(4), "Picture", "Image")).Message);
        ColumnException size = Assert.Throws<ColumnException>(() => _ml.DeepLearning.EvaluateGenerated(good, Judged.View(Judged.Normal(10, 5, 2)), Judged.Network(4)));
        Assert.Equal("Image", size.ColumnName);
        Assert.Contains("has 5 values", size.Message);
        IDataView text = _ml.Data.LoadFromEnumerable([new Numbered { Image = 5 }, new Numbered { Image = 6 }]);
        Assert.Contains("has type", Assert.Throws<ColumnException>(() => _ml.DeepLearning.EvaluateGenerated(good, text, Judged.Network(4))).Message);
    }

    [Fact]
    public void Too_few_rows_are_counted()
    {
        float[][] rows = Judged.Normal(10, 4, 1);
        Assert.Contains("There are 3 generated rows; 4 or more", Assert.Throws<DeepLearningException>(() => Judged.Evaluate(rows, rows[..3])).Message);
        Assert.Contains("There are 1 real rows; 2 or more", Assert.Throws<DeepLearningException>(
            () => Judged.Evaluate(rows[..1], rows, Judged.Quick with { Neighbours = 1 })).Message);
        Assert.Contains("There are 0 generated rows", Assert.Throws<DeepLearningException>(
            () => _ml.DeepLearning.EvaluateGenerated(Judged.View(rows), Judged.View([], size: 4), Judged.Network(4))).Message);
        Assert.Contains("10 or more", Assert.Throws<DeepLearningException>(() => Judged.Evaluate(rows, rows[..9], Judged.Quick with { Neighbours = 9 })).Message);
        Assert.Equal(1, Judged.Evaluate(rows, rows, Judged.Quick with { Neighbours = 9 }).Precision);
        Assert.Contains("KernelSubsetSize is 11", Assert.Throws<DeepLearningException>(
            () => Judged.Evaluate(rows, rows, Judged.Quick with { KernelSubsetSize = 11 })).Message);
        Assert.Contains("only 10 rows are kept", Assert.Throws<OptionsException>(() => Judged.Evaluate(
            Judged.Normal(30, 2, 1), Judged.Normal(30, 2, 1), Judged.Quick with { Neighbours = 12, MaxKeptRows = 10 })).Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_feature_that_is_not_finite_names_its_row(float bad)
    {
        float[][] good = Judged.Normal(90, 4, 1), rows = Judged.Normal(90, 4, 2);
        rows[67][2] = bad;
        ColumnException error = Assert.Throws<ColumnException>(() => Judged.Evaluate(good, rows));
        Assert.Contains("The generated images cannot be judged. Row 67", error.Message);
        Assert.Contains("position 2 of column 'Image'", error.Message);
        Assert.Contains("The real images", Assert.Throws<ColumnException>(() => Judged.Evaluate(rows, good)).Message);
    }

    [Fact]
    public void All_bad_options_are_told_together()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _ml.DeepLearning.EvaluateGenerated(
            Judged.View(Judged.Normal(4, 4, 1)), Judged.View(Judged.Normal(4, 4, 1)), Judged.Network(4), new GenerativeEvaluationOptions
            {
                RealColumnName = " ",
                GeneratedColumnName = "",
                Layer = "",
                Pooling = (FeaturePooling)9,
                Fit = (ImageFit)9,
                BatchSize = 0,
                Device = "gpu",
                Threads = -1,
                Neighbours = 0,
                KernelSubsets = 1,
                KernelSubsetSize = 1,
                MaxKeptRows = 5,
            }));
        Assert.Equal(12, error.Problems.Count);
        Assert.Contains("did you mean 'head'?", Assert.Throws<OptionsException>(() => Judged.Evaluate(
            Judged.Normal(9, 4, 1), Judged.Normal(9, 4, 1), new() { Layer = "haed" })).Message);
        Assert.Contains("expected at most 262,144 rows", Assert.Throws<OptionsException>(() => Judged.Evaluate(
            Judged.Normal(2, 4096, 1), Judged.Normal(2, 4096, 1), new() { MaxKeptRows = 300_000 })).Message);
        Assert.Contains("9,000 features of an image; at most 8,192", Assert.Throws<DeepLearningException>(() => Judged.Evaluate(
            Judged.Normal(2, 9000, 1), Judged.Normal(2, 9000, 1))).Message);
    }

    [Fact]
    public void Floats_beside_pixels_are_refused_unless_allowed()
    {
        byte[][] pixels = Pixels(30);
        IDataView bytes = _ml.Data.LoadFromEnumerable(pixels.Select(p => new ByteRow { Image = p }));
        IDataView floats = _ml.Data.LoadFromEnumerable(pixels.Select(p => new FloatRow { Image = [.. p.Select(v => v / 255f)] }));
        Network network = TestNetworks.Convolutional();
        ColumnException error = Assert.Throws<ColumnException>(() => _ml.DeepLearning.EvaluateGenerated(bytes, floats, network));
        Assert.Contains("The generated images (column 'Image') are floats", error.Message);
        Assert.Contains("the real ones (column 'Image') are pixels", error.Message);
        Assert.Throws<ColumnException>(() => _ml.DeepLearning.FindNearestNeighbours(floats, bytes, network));

        GenerativeMetrics metrics = _ml.DeepLearning.EvaluateGenerated(bytes, floats, network, new GenerativeEvaluationOptions { AllowFloatsBesidePixels = true });
        Assert.InRange(metrics.FrechetDistance, 0, 1e-9);
        Assert.Equal(1, metrics.Precision);
    }

    [Fact]
    public void Images_and_bytes_reach_the_network_alike()
    {
        byte[][] pixels = Pixels(24);
        List<ImageRow> images = [.. pixels.Select(p => new ImageRow
        {
            Image = MLImage.CreateFromPixels(8, 8, MLPixelFormat.Bgra32, p.SelectMany(v => new byte[] { v, v, v, 255 }).ToArray()),
        })];
        try
        {
            IDataView bytes = _ml.Data.LoadFromEnumerable(pixels.Select(p => new ByteRow { Image = p })), decoded = _ml.Data.LoadFromEnumerable(images);
            Network network = TestNetworks.Convolutional();
            GenerativeMetrics metrics = _ml.DeepLearning.EvaluateGenerated(bytes, decoded, network);
            Assert.InRange(metrics.FrechetDistance, 0, 1e-9);
            Assert.Equal((1.0, 1.0), (metrics.Precision, metrics.Recall));
            Assert.All(_ml.DeepLearning.FindNearestNeighbours(bytes, decoded, network).Rows, row =>
            {
                Assert.Equal(row.Row, row.Neighbours[0].Row);
                Assert.Equal(row.Image!.Pixels.ToArray(), row.Neighbours[0].Image!.Pixels.ToArray());
            });

            // The classifier's own column holds images: prepared, they take its place.
            using ConvNetTransformer classifier = _ml.DeepLearning.Score(network, new() { InputColumnName = "Image" });
            ClassBalance balance = _ml.DeepLearning.EvaluateBalance(decoded, classifier);
            Assert.Equal(24, balance.Count);
            Assert.Equal(_ml.DeepLearning.EvaluateBalance(bytes, classifier).Classes, balance.Classes);
        }
        finally
        {
            images.ForEach(row => row.Image!.Dispose());
        }
    }

    [Fact]
    public async Task It_is_cancelled_between_rows_and_between_distances()
    {
        float[][] rows = Judged.Normal(200, 4, 1);
        using var before = new CancellationTokenSource();
        await before.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => Judged.Evaluate(rows, rows, Judged.Quick with { CancellationToken = before.Token }));
        Assert.ThrowsAny<OperationCanceledException>(() => _ml.DeepLearning.FindNearestNeighbours(
            Judged.View(rows), Judged.View(rows), Judged.Network(4), new() { CancellationToken = before.Token }));

        using var during = new CancellationTokenSource();
        int read = 0;
        IEnumerable<float[]> Rows()
        {
            while (read < 20_000)
            {
                if (++read == 100)
                    during.Cancel();
                yield return rows[read % rows.Length];
            }
        }

        IDataView lazy = _ml.Data.LoadFromEnumerable(Rows().Select(row => new FourRow { Image = row }));
        Assert.ThrowsAny<OperationCanceledException>(() => _ml.DeepLearning.EvaluateGenerated(
            Judged.View(rows), lazy, Judged.Network(4), Judged.Quick with { CancellationToken = during.Token, BatchSize = 8 }));

        // Cursors may read some blocks ahead.
        Assert.InRange(read, 100, 2000);

        using var later = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));
        float[][] many = Judged.Normal(3000, 4, 1);
        Assert.ThrowsAny<OperationCanceledException>(() => Judged.Evaluate(many, many, new()
        {
            KernelSubsets = 10_000,
            KernelSubsetSize = 1500,
            Threads = 1,
            CancellationToken = later.Token,
        }));
    }

    [Fact]
    public void Nothing_native_stays_behind()
    {
        int sessions = ScoringSession.LiveCount, batches = ScoreBatch.LiveCount;
        float[][] rows = Judged.Normal(50, 4, 1), bad = Judged.Normal(50, 4, 1);
        bad[40][1] = float.NaN;
        Judged.Evaluate(rows, rows);
        _ml.DeepLearning.FindNearestNeighbours(Judged.View(rows), Judged.View(rows), Judged.Network(4));
        Assert.Throws<ColumnException>(() => Judged.Evaluate(rows, bad));
        Assert.Throws<ColumnException>(() => _ml.DeepLearning.FindNearestNeighbours(Judged.View(bad), Judged.View(rows), Judged.Network(4)));
        Assert.Throws<DeepLearningException>(() => Judged.Evaluate(Judged.Normal(2, 9000, 1), Judged.Normal(2, 9000, 1)));
        Assert.Throws<ColumnException>(() => _ml.DeepLearning.EvaluateGenerated(Judged.View(rows), Judged.View(rows, "X"), Judged.Network(4)));
        Assert.Equal((sessions, batches), (ScoringSession.LiveCount, ScoreBatch.LiveCount));
    }

    private static byte[][] Pixels(int count)
    {
        var random = new Random(9);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 64).Select(_ => (byte)random.Next(256)).ToArray())];
    }

    private sealed class Numbered
    {
        public int Image { get; set; }
    }

    private sealed class FourRow
    {
        [VectorType(1, 1, 4)]
        public float[] Image { get; set; } = [];
    }

    private sealed class FloatRow
    {
        [VectorType(1, 8, 8)]
        public float[] Image { get; set; } = [];
    }

    private sealed class ByteRow
    {
        [VectorType(1, 8, 8)]
        public byte[] Image { get; set; } = [];
    }

    private sealed class ImageRow
    {
        [Microsoft.ML.Transforms.Image.ImageType(8, 8)]
        public MLImage? Image { get; set; }
    }
}
