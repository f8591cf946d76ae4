namespace MlNetDeep.Transforms.Tests.Images;

public sealed class PrepareImagesTests
{
    private static readonly ImagePreprocessing _scaled = new()
    {
        Width = 48,
        Height = 32,
        Scale = 1 / 255f,
        Mean = [0.485f, 0.456f, 0.406f],
        StandardDeviation = [0.229f, 0.224f, 0.225f],
    };

    [Fact]
    public void Floats_are_the_scaled_bytes_channel_after_channel()
    {
        string file = Pictures.File("plain.jpg");
        byte[] pixels = Pictures.Prepare<byte>(Pictures.Bytes, file)[0];

        float[] planar = Pictures.Prepare<float>(new PrepareImagesOptions { Preprocessing = _scaled }, file)[0];
        float[] interleaved = Pictures.Prepare<float>(new PrepareImagesOptions { Preprocessing = _scaled with { Layout = PixelLayout.Interleaved } }, file)[0];

        int plane = 48 * 32;
        for (int i = 0; i < plane; i++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                float expected = ((pixels[(i * 3) + channel] * _scaled.Scale) - _scaled.Mean[channel]) / _scaled.StandardDeviation[channel];
                Assert.Equal(expected, planar[(channel * plane) + i]);
                Assert.Equal(expected, interleaved[(i * 3) + channel]);
            }
        }
    }

    [Fact]
    public void Blue_comes_first_when_the_network_says_so()
    {
        string file = Pictures.File("plain.png");
        byte[] rgb = Pictures.Prepare<byte>(Pictures.Bytes.Change(p => p with { Layout = PixelLayout.Planar }), file)[0];
        PrepareImagesOptions options = Pictures.Bytes.Change(p => p with { Layout = PixelLayout.Planar, ColorOrder = ColorOrder.Bgr });

        byte[] bgr = Pictures.Prepare<byte>(options, file)[0];
        byte[] mixed = Pictures.Prepare<byte>(options.Change(p => p with { Layout = PixelLayout.Interleaved }), file)[0];

        int plane = rgb.Length / 3;
        Assert.Equal(rgb[..plane], bgr[(2 * plane)..]);
        Assert.Equal(rgb[plane..(2 * plane)], bgr[plane..(2 * plane)]);
        Assert.Equal(rgb[(2 * plane)..], bgr[..plane]);
        Assert.Equal(bgr[0], mixed[0]);
        Assert.Equal(bgr[plane], mixed[1]);
    }

    [Fact]
    public void One_channel_is_brightness()
    {
        string file = Pictures.File("plain.png");
        byte[] rgb = Pictures.Prepare<byte>(Pictures.Bytes, file)[0];

        byte[] gray = Pictures.Prepare<byte>(Pictures.Bytes with { Preprocessing = Pictures.Bytes.Preprocessing! with { ColorOrder = ColorOrder.Gray } }, file)[0];

        Assert.Equal(48 * 32, gray.Length);
        for (int i = 0; i < gray.Length; i++)
            Assert.InRange(gray[i] - ((0.299 * rgb[i * 3]) + (0.587 * rgb[(i * 3) + 1]) + (0.114 * rgb[(i * 3) + 2])), -0.51, 0.51);
    }

    [Fact]
    public void Padding_leaves_bars_and_keeps_the_whole_picture()
    {
        PrepareImagesOptions options = Pictures.Bytes.Change(p => p with { Fit = ImageFit.Pad, PadLevel = 77, Width = 60, Height = 60 });

        byte[] pixels = Pictures.Prepare<byte>(options, Pictures.File("plain.png"))[0];

        // 120 x 70 becomes 60 x 35, with 12 and 13 rows of bars.
        Assert.All(pixels[..(12 * 60 * 3)], level => Assert.Equal(77, level));
        Assert.All(pixels[(48 * 60 * 3)..], level => Assert.Equal(77, level));
        Assert.InRange(pixels[(20 * 60) * 3], 38, 44);
        Assert.InRange(pixels[((20 * 60) + 59) * 3], 215, 222);
    }

    [Fact]
    public void Short_side_sets_how_much_is_cut_off()
    {
        PrepareImagesOptions options = Pictures.Bytes.Change(p => p with { Width = 20, Height = 20 });

        byte[] tight = Pictures.Prepare<byte>(options.Change(p => p with { ShortSide = 70 }), Pictures.File("plain.png"))[0];
        byte[] stretched = Pictures.Prepare<byte>(options.Change(p => p with { Fit = ImageFit.Stretch }), Pictures.File("plain.png"))[0];

        // The middle 20 of 120 columns untouched: red runs from 40 + 180 * 50 / 119 to 40 + 180 * 69 / 119.
        Assert.InRange(tight[0], 114, 117);
        Assert.InRange(tight[19 * 3], 143, 146);
        Assert.InRange(stretched[0], 42, 48);
        Assert.InRange(stretched[19 * 3], 212, 218);
    }

    [Fact]
    public void A_network_gives_size_and_scaling()
    {
        Network network = Network.Input(3, 16, 24).Conv2D(2, 3).GlobalAveragePool().Flatten().Build(seed: 1)
            .WithPreprocessing(new ImagePreprocessing { Scale = 1, Mean = [103.939f, 116.779f, 123.68f], ColorOrder = ColorOrder.Bgr });

        IDataView view = Pictures.View(Pictures.File("plain.png"));
        ImagePreparingTransformer transformer = Pictures.Ml.DeepLearning.PrepareImages(network).Fit(view);
        IDataView prepared = transformer.Transform(view);

        Assert.Equal<int>([3, 16, 24], [.. ((VectorDataViewType)prepared.Schema["Features"].Type).Dimensions]);
        Assert.Equal(ColorOrder.Bgr, transformer.Options.Preprocessing!.ColorOrder);
        Assert.Equal(network.Preprocessing!.Mean, transformer.Options.Preprocessing.Mean);
        Assert.InRange(Pictures.Column<float>(prepared, "Features")[0].Max(), 50, 160);
    }

    [Fact]
    public void Preprocessing_of_another_size_is_refused()
    {
        Network network = Network.Input(3, 16, 24).Conv2D(2, 3).GlobalAveragePool().Flatten().Build(seed: 1);
        var options = new PrepareImagesOptions { Preprocessing = new ImagePreprocessing { Width = 32, Height = 32 } };

        var error = Assert.Throws<DeepLearningException>(() => Pictures.Ml.DeepLearning.PrepareImages(network, options));

        Assert.Contains("32 x 32", error.Message, StringComparison.Ordinal);
        Assert.Contains("[3, 16, 24]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_of_the_options_are_told_at_once()
    {
        var options = new PrepareImagesOptions
        {
            InputColumnName = "",
            MaxPixels = 0,
            Threads = -1,
            Preprocessing = new ImagePreprocessing { ShortSide = 3, Width = 8, Height = 0, Channels = 5, Mean = [1, 2], Scale = 0 },
        };

        var error = Assert.Throws<OptionsException>(() => Pictures.Ml.DeepLearning.PrepareImages(options));

        Assert.Equal(8, error.Problems.Count);
        Assert.Single(Assert.Throws<OptionsException>(() => Pictures.Ml.DeepLearning.PrepareImages(new PrepareImagesOptions())).Problems);
    }

    [Fact]
    public void A_column_of_another_type_is_refused()
    {
        IDataView view = Pictures.View("a.jpg");

        Assert.Contains("Int32", Assert.Throws<ColumnException>(() =>
            Pictures.Ml.DeepLearning.PrepareImages(Pictures.Bytes with { InputColumnName = "Number" }).Fit(view)).Message, StringComparison.Ordinal);
        Assert.Contains("'ImagePath'", Assert.Throws<ColumnException>(() =>
            Pictures.Ml.DeepLearning.PrepareImages(Pictures.Bytes with { InputColumnName = "None" }).Fit(view)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_saved_and_loaded_with_the_model()
    {
        using var folder = new TemporaryFolder();
        IDataView view = Pictures.View(Pictures.File("plain.jpg"), Pictures.File("alpha.png"));
        var options = new PrepareImagesOptions { Preprocessing = _scaled with { Fit = ImageFit.Pad, PadLevel = 9 }, MaxPixels = 1_000_000, Threads = 2, BadImages = BadImageAction.Skip };
        ITransformer model = Pictures.Ml.DeepLearning.PrepareImages(options).Append(Pictures.Ml.Transforms.CopyColumns("Copy", "Features")).Fit(view);
        Pictures.Ml.Model.Save(model, view.Schema, folder.File("model.zip"));

        var other = new MLContext();
        ITransformer loaded = other.DeepLearning.LoadModel(folder.File("model.zip"), out _);

        Assert.Equal(Pictures.Column<float>(model.Transform(view), "Copy"), Pictures.Column<float>(loaded.Transform(view), "Copy"));
        PrepareImagesOptions read = Assert.IsType<ImagePreparingTransformer>(((IEnumerable<ITransformer>)loaded).First()).Options;
        Assert.Equal(options, read);
    }

    [Fact]
    public void A_prediction_engine_takes_one_file_at_a_time()
    {
        IDataView view = Pictures.View(Pictures.File("plain.jpg"));
        ITransformer model = Pictures.Ml.DeepLearning.PrepareImages(Pictures.Bytes).Fit(view);
        using PredictionEngine<Pictures.Row, Prepared> engine = Pictures.Ml.Model.CreatePredictionEngine<Pictures.Row, Prepared>(model);

        byte[] first = engine.Predict(new Pictures.Row { ImagePath = Pictures.File("plain.jpg") }).Features;
        byte[] second = engine.Predict(new Pictures.Row { ImagePath = Pictures.File("plain.png") }).Features;

        Assert.Equal(Pictures.Prepare<byte>(Pictures.Bytes, Pictures.File("plain.jpg"))[0], first);
        Assert.Equal(Pictures.Prepare<byte>(Pictures.Bytes, Pictures.File("plain.png"))[0], second);
        Assert.Throws<ImageFileException>(() => engine.Predict(new Pictures.Row { ImagePath = "no.jpg" }));
    }

    [Fact]
    public void The_shape_of_the_schema_is_told_before_there_is_data()
    {
        var shape = new SchemaShape([
            MlNetInternals.NewColumn("ImagePath", SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false),
            MlNetInternals.NewColumn("Number", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Int32, false),
        ]);

        SchemaShape output = Pictures.Ml.DeepLearning.PrepareImages(Pictures.Bytes).GetOutputSchema(shape);

        SchemaShape.Column column = Assert.Single(output, column => column.Name == "Features");
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, column.Kind);
        Assert.Equal(NumberDataViewType.Byte, column.ItemType);
        Assert.Single(output, other => other.Name == "Number");
        Assert.Throws<ColumnException>(() => Pictures.Ml.DeepLearning.PrepareImages(Pictures.Bytes with { InputColumnName = "Number" }).GetOutputSchema(shape));
    }

    internal sealed class Prepared
    {
        public byte[] Features { get; set; } = [];
    }
}
