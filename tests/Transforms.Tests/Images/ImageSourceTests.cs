namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>What <c>PrepareImages</c> takes, loaded by ML.NET's own transforms.</summary>
public sealed class ImageSourceTests
{
    [Fact]
    public void Paths_bytes_and_images_give_the_same()
    {
        MLContext ml = Pictures.Ml;
        IDataView view = ml.Data.LoadFromEnumerable([new Pictures.Row { ImagePath = "plain.png" }, new Pictures.Row { ImagePath = "small.png" }]);
        view = ml.Transforms.LoadRawImageBytes("File", Pictures.Folder, "ImagePath").Append(ml.Transforms.LoadImages("Image", Pictures.Folder, "ImagePath")).Fit(view).Transform(view);
        PrepareImagesOptions options = Pictures.Bytes with { ImageFolder = Pictures.Folder };

        byte[][] paths = Of("ImagePath"), files = Of("File"), images = Of("Image");

        Assert.Equal(2, paths.Length);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(paths[i], files[i]);
            Pictures.AssertClose(paths[i], images[i], mean: 1, largest: 3);
        }

        byte[][] Of(string column) =>
            Pictures.Column<byte>(ml.DeepLearning.PrepareImages(options with { InputColumnName = column }).Fit(view).Transform(view), "Features");
    }

    [Fact]
    public void A_model_made_of_paths_predicts_the_bytes_of_an_upload()
    {
        MLContext ml = Pictures.Ml;
        Network network = Network.Input(3, 16, 16).GlobalAveragePool().Flatten().Dense(3).Softmax().Build(2);
        IDataView view = ml.Data.LoadFromEnumerable([new Pictures.Row { ImagePath = Pictures.File("plain.png") }]);
        using TransformerChain<ConvNetTransformer> model = ml.DeepLearning.PrepareImages(new PrepareImagesOptions
        {
            InputColumnName = "ImagePath",
            Preprocessing = new ImagePreprocessing { Width = 16, Height = 16 },
        }).Fit(view).Append(ml.DeepLearning.Score(network));
        using PredictionEngine<Upload, Rows.Prediction> engine =
            ml.Model.CreatePredictionEngine<Upload, Rows.Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
        float[] ofPath = Rows.Scores(model.Transform(view))[0], ofBytes = engine.Predict(new Upload { Image = File.ReadAllBytes(Pictures.File("plain.png")) }).Score;
        Assert.Equal(ofPath, ofBytes, (a, b) => Math.Abs(a - b) < 1e-6);

        // The next one has another length, and what is no image is said to be none.
        Assert.NotEqual(ofBytes, engine.Predict(new Upload { Image = File.ReadAllBytes(Pictures.File("gray.jpg")) }).Score);
        Assert.Throws<ImageFileException>(() => engine.Predict(new Upload { Image = [1, 2, 3] }));
        Assert.Throws<ImageFileException>(() => engine.Predict(new Upload { Image = [] }));
    }

    private sealed class Upload
    {
        [ColumnName("ImagePath")]
        public byte[] Image { get; set; } = [];
    }
}
