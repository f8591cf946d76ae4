using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;

namespace MlNetDeep.Estimators.Tests.StyleTransfer;

public sealed class StyleTransferTests
{
    private static readonly JsonElement _golden = Golden.Load("style.json");

    private readonly MLContext _mlContext = StylePictures.Context();

    [Fact]
    public void EveryStepEqualsPyTorch()
    {
        double[][] expected = [.. _golden.GetProperty("adam").GetProperty("losses").EnumerateArray().Select(e => e.Doubles())];
        var losses = new List<double[]>();
        StyleTransferOptions options = StylePictures.Options() with
        {
            OnStep = step =>
            {
                Assert.Equal((0, losses.Count, 12), (step.Row, step.Step, step.Steps));
                Assert.Equal((30 * step.StyleLoss) + (2 * step.ContentLoss) + (5 * step.TotalVariation), step.Loss, 1e-4);
                losses.Add([step.StyleLoss, step.ContentLoss, step.TotalVariation]);
            },
        };
        IDataView data = StylePictures.View(_mlContext, 1);
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(options).Fit(data);
        byte[] picture = StylePictures.Read(transformer.Transform(data)).Single();

        Assert.Equal(expected.Length, losses.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.All(Enumerable.Range(0, 3), k => Assert.Equal(expected[i][k], losses[i][k], 1e-3 * Math.Max(1e-2, expected[i][k])));
        }

        float[] pixels = _golden.GetProperty("adam").GetProperty("pixels").Floats();
        Golden.Near(pixels, [.. Enumerable.Range(0, pixels.Length).Select(i => (float)picture[(i % 108 * 3) + (i / 108)])], 0.7);
    }

    [Fact]
    public void LbfgsGetsAsLowAsPyTorch()
    {
        JsonElement golden = _golden.GetProperty("lbfgs");
        double first = 0, last = 0;
        StyleTransferOptions options = StylePictures.Options() with
        {
            Optimizer = StyleOptimizer.Lbfgs,
            Steps = 25,
            History = 10,
            OnStep = step => (first, last) = (step.Step == 0 ? step.Loss : first, step.Loss),
        };
        IDataView data = StylePictures.View(_mlContext, 1);
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(options).Fit(data);
        StylePictures.Read(transformer.Transform(data));
        Assert.Equal(golden.GetProperty("start").GetDouble(), first, 1e-3);
        Assert.InRange(last, 0, golden.GetProperty("end").GetDouble() * 1.05);
    }

    [Fact]
    public void NothingIsPaintedBeforeItIsReadAndThenOnce()
    {
        var rows = new List<long>();
        StyleTransferOptions options = StylePictures.Options() with { Steps = 1, OnStep = step => rows.Add((step.Row * 10) + step.Step) };
        IDataView data = StylePictures.View(_mlContext, 1, 2, 3);
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(options).Fit(data);
        IDataView styled = transformer.Transform(data);
        Assert.Equal(["Image", "Number", "Styled"], styled.Schema.Select(column => column.Name));
        Assert.IsType<ImageDataViewType>(styled.Schema["Styled"].Type);
        Assert.Equal(3, styled.GetRowCount());
        Assert.Equal([1f, 2, 3], styled.GetColumn<float>("Number"));
        Assert.Empty(rows);

        using DataViewRowCursor cursor = styled.GetRowCursor(styled.Schema);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(styled.Schema["Styled"]);
        ValueGetter<float> number = cursor.GetGetter<float>(styled.Schema["Number"]);
        cursor.MoveNext();
        cursor.MoveNext();
        Assert.Empty(rows);
        MLImage first = null!, second = null!;
        getter(ref first);
        getter(ref second);
        float value = 0;
        number(ref value);
        Assert.Equal(2, value);
        Assert.Equal([10, 11], rows);
        Assert.NotSame(first, second);
        Assert.Equal(StylePictures.Rgb(first), StylePictures.Rgb(second));
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public void TheSeedFixesThePicture()
    {
        byte[] Paint(int? seed, StyleStart start, MLContext? mlContext = null)
        {
            mlContext ??= StylePictures.Context();
            IDataView data = StylePictures.View(mlContext, 1);
            using StyleTransferTransformer transformer = mlContext.DeepLearning
                .StyleTransfer(StylePictures.Options() with { Seed = seed, Start = start }).Fit(data);
            IDataView styled = transformer.Transform(data);
            byte[] picture = StylePictures.Read(styled).Single();
            Assert.Equal(picture, StylePictures.Read(styled).Single());
            return picture;
        }

        byte[] noise = Paint(1, StyleStart.Noise);
        Assert.Equal(noise, Paint(1, StyleStart.Noise));
        Assert.NotEqual(noise, Paint(2, StyleStart.Noise));
        Assert.Equal(Paint(1, StyleStart.Content), Paint(2, StyleStart.Content));
        Assert.Equal(Paint(null, StyleStart.Noise), Paint(null, StyleStart.Noise));
        Assert.NotEqual(noise, Paint(null, StyleStart.Noise, new MLContext(seed: 7)));
    }

    [Fact]
    public void ColorsAreKeptByChoice()
    {
        byte[] content = StylePictures.Rgb(StylePictures.Image(1));
        byte[] Paint(bool keep)
        {
            IDataView data = StylePictures.View(_mlContext, 1);
            // Small steps, so that little is cut off at black and white.
            using StyleTransferTransformer transformer = _mlContext.DeepLearning
                .StyleTransfer(StylePictures.Options() with { KeepColor = keep, Steps = 60, LearningRate = 0.02 }).Fit(data);
            return StylePictures.Read(transformer.Transform(data)).Single();
        }

        Assert.InRange(Share(Paint(keep: false)), 0, 0.5);
        Assert.InRange(Share(Paint(keep: true)), 0.95, 1);

        // How many of the pixels that could move freely did so by the same amount in red, green and blue.
        double Share(byte[] picture)
        {
            int same = 0, free = 0, moved = 0;
            for (int i = 0; i < picture.Length; i += 3)
            {
                if (Enumerable.Range(i, 3).Any(k => picture[k] is 0 or 255 || content[k] is < 6 or > 249))
                {
                    continue;
                }

                int[] change = [.. Enumerable.Range(i, 3).Select(k => picture[k] - content[k])];
                free++;
                same += change.Max() - change.Min() <= 1 ? 1 : 0;
                moved += change.Any(c => c != 0) ? 1 : 0;
            }

            Assert.True(free > 40 && moved > 20);
            return (double)same / free;
        }
    }

    [Fact]
    public void SeveralStylesAreWeighedByTheirShares()
    {
        IDataView data = StylePictures.View(_mlContext, 1);
        byte[] Paint(params StylePicture[] styles)
        {
            using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(StylePictures.Options() with { Styles = styles }).Fit(data);
            return StylePictures.Read(transformer.Transform(data)).Single();
        }

        using MLImage a = StylePictures.Image(2, 10, 8), b = StylePictures.Image(5, 10, 8);
        byte[] first = Paint(a), both = Paint(a, b);
        Assert.NotEqual(first, both);
        Assert.Equal(first, Paint(StylePicture.FromImage(a, 0.3), StylePicture.FromImage(a, 9)));
        Assert.Equal(both, Paint(StylePicture.FromImage(a, 4), StylePicture.FromImage(b, 4)));
        Assert.NotEqual(both, Paint(StylePicture.FromImage(a, 4), StylePicture.FromImage(b, 1)));
    }

    [Theory]
    [InlineData(StyleSide.Short, 15, 20, 15)]
    [InlineData(StyleSide.Long, 20, 20, 15)]
    [InlineData(StyleSide.Short, 20, 27, 20)]
    public void PicturesKeepTheirProportions(StyleSide side, int size, int expectedWidth, int expectedHeight)
    {
        IDataView data = StylePictures.View(_mlContext, 1);
        using StyleTransferTransformer transformer = _mlContext.DeepLearning
            .StyleTransfer(StylePictures.Options() with { Size = size, Side = side, Steps = 1 }).Fit(data);
        using MLImage image = transformer.Transform(data).GetColumn<MLImage>("Styled").Single();
        Assert.Equal((expectedWidth, expectedHeight), (image.Width, image.Height));
    }

    [Fact]
    public void PathsAndBytesOfFilesGiveTheSameAsImages()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("mlnetdeep-style-").FullName, "picture.png");
        using (MLImage image = StylePictures.Image(1))
        {
            image.Save(path);
        }

        IDataView images = StylePictures.View(_mlContext, 1);
        IDataView files = _mlContext.Data.LoadFromEnumerable([new FileRow { Path = path, Bytes = File.ReadAllBytes(path) }]);
        byte[] Paint(IDataView data, string column, StylePicture style)
        {
            using StyleTransferTransformer transformer = _mlContext.DeepLearning
                .StyleTransfer(StylePictures.Options() with { InputColumnName = column, Styles = [style], Steps = 3 }).Fit(data);
            return StylePictures.Read(transformer.Transform(data)).Single();
        }

        using MLImage style = StylePictures.Image(1);
        byte[] expected = Paint(images, "Image", style);
        Assert.Equal(expected, Paint(files, "Path", path));
        Assert.Equal(expected, Paint(files, "Bytes", style));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void APictureOfOnePixelIsPainted()
    {
        using MLImage dot = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [200, 100, 50, 255]);
        IDataView data = _mlContext.Data.LoadFromEnumerable([new StylePictures.Row { Image = dot }]);
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(StylePictures.Options() with { Size = 8, Steps = 2 }).Fit(data);
        using MLImage image = transformer.Transform(data).GetColumn<MLImage>("Styled").Single();
        Assert.Equal((8, 8), (image.Width, image.Height));
    }

    [Fact]
    public void PredictionEngineTakesAPicture()
    {
        IDataView data = StylePictures.View(_mlContext, 1);
        using StyleTransferTransformer transformer = _mlContext.DeepLearning
            .StyleTransfer(StylePictures.Options() with { OutputColumnName = "Image" }).Fit(data);
        byte[] expected = StylePictures.Read(transformer.Transform(data), "Image").Single();
        using PredictionEngine<StylePictures.Row, StylePictures.Styled> engine =
            _mlContext.Model.CreatePredictionEngine<StylePictures.Row, StylePictures.Styled>(transformer);
        using MLImage image = StylePictures.Image(1);
        using MLImage styled = engine.Predict(new StylePictures.Row { Image = image }).Image!;
        Assert.Equal(expected, StylePictures.Rgb(styled));
    }

    [Fact]
    public void NoTensorsStayBehind()
    {
        using var live = new LiveTensors();
        IDataView data = StylePictures.View(_mlContext, 1, 2);
        foreach (StyleOptimizer optimizer in Enum.GetValues<StyleOptimizer>())
        {
            foreach (bool keepColor in new[] { false, true })
            {
                var counts = new List<long>();
                StyleTransferOptions options = StylePictures.Options() with
                {
                    Optimizer = optimizer,
                    KeepColor = keepColor,
                    History = 3,
                    // Searching takes several evaluations a step.
                    Steps = optimizer == StyleOptimizer.Adam ? 500 : 60,
                    OnStep = _ => counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount),
                };
                using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(options).Fit(data);
                StylePictures.Read(transformer.Transform(data));
                // L-BFGS may remember fewer steps than it might.
                Assert.True(counts.Count > 20);
                Assert.True(counts.Skip(10).Max() <= counts.Take(10).Max(), string.Join(" ", counts));
            }
        }
    }

    private sealed class FileRow
    {
        public string Path { get; set; } = "";

        public byte[] Bytes { get; set; } = [];
    }
}
