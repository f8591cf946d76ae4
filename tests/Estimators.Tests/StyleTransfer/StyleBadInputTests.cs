using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.StyleTransfer;

public sealed class StyleBadInputTests
{
    private readonly MLContext _mlContext = StylePictures.Context();

    [Fact]
    public void AllProblemsAreNamedTogether()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.StyleTransfer(new StyleTransferOptions
        {
            Network = StylePictures.Network(),
            Styles = ["nowhere.jpg", StylePicture.FromImage(StylePictures.Image(1), -1)],
            InputColumnName = "",
            OutputColumnName = " ",
            ContentLayers = ["tvo", "dense"],
            StyleLayers = ["one", new StyleLayer("two", double.NaN), "one"],
            Scaling = (StyleScaling)9,
            Optimizer = (StyleOptimizer)9,
            Start = (StyleStart)9,
            Side = (StyleSide)9,
            ContentWeight = -1,
            StyleWeight = 0,
            TotalVariationWeight = double.PositiveInfinity,
            Steps = 0,
            LearningRate = double.NaN,
            History = 0,
            Size = 7,
            StyleSize = 5000,
            Device = "tpu",
            Threads = -1,
            MaxPixels = 0,
            Progress = (ProgressOutput)9,
        }));
        string[] expected =
        [
            "InputColumnName", "OutputColumnName", "Scaling", "Optimizer", "Start must", "Side must", "Progress", "ContentWeight must",
            "StyleWeight must", "TotalVariationWeight must", "Steps must", "LearningRate must", "History must", "Size must", "StyleSize must",
            "Threads must", "MaxPixels must", "but is 'tpu'",
            "ContentLayers: Network 'small' has no layer 'tvo' (did you mean 'two'?)", "ContentLayers: layer 'dense' gives [1, 4], not maps",
            "StyleLayers: the weight of 'two'", "StyleLayers: layer 'one' is there twice", "nowhere.jpg' cannot be read", "the share of the style image",
        ];
        Assert.All(expected, text => Assert.Contains(text, error.Message));
        // The picture itself is good; with MaxPixels 0 it is too large as well.
        Assert.Equal(expected.Length + 1, error.Problems.Count);
    }

    [Fact]
    public void WhatIsMissingIsSaid()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.StyleTransfer(new StyleTransferOptions { Network = null!, Styles = [] }));
        Assert.Contains("Network must be given", error.Message);
        Assert.Contains("at least one style picture", error.Message);

        error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.StyleTransfer(
            StylePictures.Options() with { ContentLayers = null, StyleLayers = null }));
        Assert.Contains("ContentLayers must be given", error.Message);
        Assert.Contains("StyleLayers must be given", error.Message);

        error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.StyleTransfer(
            StylePictures.Options() with { ContentLayers = [], StyleLayers = [] }));
        Assert.Contains("ContentLayers must hold at least one", error.Message);
        Assert.Contains("StyleLayers must hold at least one", error.Message);
    }

    [Fact]
    public void StyleAloneNeedsNoContentLayer()
    {
        IDataView data = StylePictures.View(_mlContext, 1);
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(
            StylePictures.Options() with { ContentLayers = null, ContentWeight = 0, Start = StyleStart.Noise, OnStep = s => Assert.Equal(0, s.ContentLoss) }).Fit(data);
        Assert.Single(StylePictures.Read(transformer.Transform(data)));
    }

    [Fact]
    public void ANetworkOfGrayPicturesIsRefused()
    {
        Network gray = Network.Input(1, 16, 16).Conv2D(4, 3, name: "c").ReLU("one").Flatten().Dense(2).Build();
        OptionsException error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.StyleTransfer(
            StylePictures.Options(gray) with { ContentLayers = ["one"], StyleLayers = ["one"] }));
        Assert.Contains("three colors", Assert.Single(error.Problems));
    }

    [Fact]
    public void AStyleThatIsNoPictureIsRefused()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "no picture");
        OptionsException error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.StyleTransfer(StylePictures.Options() with { Styles = [path] }));
        Assert.Contains("is not an image", Assert.Single(error.Problems));
        File.Delete(path);
    }

    [Fact]
    public void ColumnsAreChecked()
    {
        IDataView data = StylePictures.View(_mlContext, 1);
        var shape = new SchemaShape(
        [
            MlNetInternals.NewColumn("Image", SchemaShape.Column.VectorKind.Scalar, new ImageDataViewType(), false),
            MlNetInternals.NewColumn("Number", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false),
        ]);
        StyleTransferEstimator missing = _mlContext.DeepLearning.StyleTransfer(StylePictures.Options() with { InputColumnName = "Picture" });
        Assert.Contains("no column 'Picture'", Assert.Throws<ColumnException>(() => missing.Fit(data)).Message);
        Assert.Contains("'Image'", Assert.Throws<ColumnException>(() => missing.GetOutputSchema(shape)).Message);

        StyleTransferEstimator wrong = _mlContext.DeepLearning.StyleTransfer(StylePictures.Options() with { InputColumnName = "Number" });
        Assert.Contains("expected text", Assert.Throws<ColumnException>(() => wrong.Fit(data)).Message);
        Assert.Throws<ColumnException>(() => wrong.GetOutputSchema(shape));

        StyleTransferEstimator good = _mlContext.DeepLearning.StyleTransfer(StylePictures.Options());
        Assert.Contains(good.GetOutputSchema(shape), column => column.Name == "Styled");
        using StyleTransferTransformer transformer = good.Fit(data);
        IDataView styled = transformer.Transform(data);
        using DataViewRowCursor cursor = styled.GetRowCursor([styled.Schema["Number"]]);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<MLImage>(styled.Schema["Styled"]));
        using DataViewRowCursor all = styled.GetRowCursor(styled.Schema);
        Assert.Throws<InvalidOperationException>(() => all.GetGetter<float>(styled.Schema["Styled"]));
    }

    [Fact]
    public void BadPicturesAreNamed()
    {
        using (var live = new LiveTensors())
        {
            IDataView data = _mlContext.Data.LoadFromEnumerable([new StylePictures.Row()]);
            using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(StylePictures.Options()).Fit(data);
            Assert.Contains("row 0 is missing", Assert.Throws<ImageFileException>(() => StylePictures.Read(transformer.Transform(data))).Message);

            using MLImage thread = MLImage.CreateFromPixels(1000, 1, MLPixelFormat.Rgba32, new byte[4000]);
            IDataView thin = _mlContext.Data.LoadFromEnumerable([new StylePictures.Row { Image = thread }]);
            ImageFileException error = Assert.Throws<ImageFileException>(() => StylePictures.Read(transformer.Transform(thin)));
            Assert.Contains("1,000 x 1 pixels", error.Message);
            Assert.Contains("StyleSide.Long", error.Message);
        }
    }

    [Fact]
    public void APictureTooSmallForTheLayersIsAnError()
    {
        Network deep = Network.Input(3, 64, 64).Conv2D(4, 7, stride: 4, name: "c").ReLU("one").MaxPool2D(4).Conv2D(4, 3).ReLU("two").Flatten().Dense(2).Build(name: "deep");
        IDataView data = StylePictures.View(_mlContext, 1);
        using var live = new LiveTensors();
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(StylePictures.Options(deep)).Fit(data);
        TrainingException error = Assert.Throws<TrainingException>(() => StylePictures.Read(transformer.Transform(data)));
        Assert.Contains("cannot look at a picture of", error.Message);
        Assert.Contains("larger Size", error.Message);
    }

    [Fact]
    public void ALossThatIsNoNumberEndsTheRun()
    {
        Network network = StylePictures.Network();
        NetworkParameter first = network.Parameters[0];
        float[] values = new float[first.Tensor.Count];
        Array.Fill(values, float.NaN);
        Network broken = network.WithTensors([NetworkTensor.Create(first.Name, values, [.. first.Tensor.Shape])]);
        IDataView data = StylePictures.View(_mlContext, 1);
        using var live = new LiveTensors();
        foreach (StyleOptimizer optimizer in Enum.GetValues<StyleOptimizer>())
        {
            using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(StylePictures.Options(broken) with { Optimizer = optimizer }).Fit(data);
            TrainingException error = Assert.Throws<TrainingException>(() => StylePictures.Read(transformer.Transform(data)));
            Assert.Contains("row 0 became NaN at step 0", error.Message);
            Assert.Equal(0, error.Step);
        }
    }

    [Theory]
    [InlineData(StyleOptimizer.Adam)]
    [InlineData(StyleOptimizer.Lbfgs)]
    public void WeightsThatOverflowAreSaid(StyleOptimizer optimizer)
    {
        IDataView data = StylePictures.View(_mlContext, 1);
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(
            StylePictures.Options() with { Optimizer = optimizer, TotalVariationWeight = 1e30 }).Fit(data);
        TrainingException error = Assert.Throws<TrainingException>(() => StylePictures.Read(transformer.Transform(data)));
        Assert.Contains("The gradient of the picture in row 0 overflows at step 0", error.Message);
    }

    [Theory]
    [InlineData("squeezenet1_1")]
    [InlineData("vgg11")]
    public void TheSmallestSizeHasAMessageWithoutNativeText(string name)
    {
        IDataView data = StylePictures.View(_mlContext, 1);
        Network network = MlNetDeep.Networks.Create(name);
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(StylePictures.Options(network) with { Size = 8, StyleSize = 8, StyleLayers = null, ContentLayers = null }).Fit(data);
        TrainingException error = Assert.Throws<TrainingException>(() => StylePictures.Read(transformer.Transform(data)));
        Assert.Contains("cannot look at a picture of 10 x 8 pixels", error.Message);
        Assert.Contains("larger Size", error.Message);
        Assert.DoesNotContain(error.Message, c => c == '\n');
        Assert.DoesNotMatch("frame #|Exception raised|\\.cpp|c10|0x[0-9a-f]{6}", error.Message);
    }

    [Fact]
    public void CancellingKeepsThePictureSoFar()
    {
        using var source = new CancellationTokenSource();
        byte[]? seen = null;
        int last = 0;
        StyleTransferOptions options = StylePictures.Options() with
        {
            CancellationToken = source.Token,
            OnStep = step =>
            {
                last = step.Step;
                if (step.Step == 5)
                {
                    using MLImage image = step.Picture();
                    seen = StylePictures.Rgb(image);
                    source.Cancel();
                }
            },
        };
        IDataView data = StylePictures.View(_mlContext, 1, 2);
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(options).Fit(data);
        IEnumerator<MLImage> rows = transformer.Transform(data).GetColumn<MLImage>("Styled").GetEnumerator();
        Assert.True(rows.MoveNext());
        Assert.Equal(5, last);
        Assert.Equal(seen, StylePictures.Rgb(rows.Current));
        Assert.NotEqual(StylePictures.Rgb(StylePictures.Image(1)), seen);
        Assert.Throws<OperationCanceledException>(() => rows.MoveNext());
        rows.Dispose();
    }

    [Fact]
    public void ACallbackCanStopAPictureAndTheNextOneIsPainted()
    {
        var steps = new List<(long, int)>();
        StyleTransferOptions options = StylePictures.Options() with
        {
            OnStep = step =>
            {
                steps.Add((step.Row, step.Step));
                if (step.Step == 2)
                {
                    step.Stop();
                }
            },
        };
        IDataView data = StylePictures.View(_mlContext, 1, 2);
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(options).Fit(data);
        Assert.Equal(2, StylePictures.Read(transformer.Transform(data)).Count);
        Assert.Equal([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)], steps);
    }

    [Fact]
    public void ADisposedTransformerSaysSo()
    {
        IDataView data = StylePictures.View(_mlContext, 1);
        StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(StylePictures.Options()).Fit(data);
        IDataView styled = transformer.Transform(data);
        transformer.Dispose();
        transformer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => StylePictures.Read(styled));
        Assert.Throws<ObjectDisposedException>(() => transformer.Transform(data));
        Assert.Throws<ObjectDisposedException>(() => transformer.GetRowToRowMapper(data.Schema));
    }
}
