using System.Text.Json;

namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>Published weights on real photos: file, preparation, score, label.</summary>
public sealed class RealPhotoTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Squeezenet_knows_the_five_photos(bool asBytes)
    {
        string data = Data("models/squeezenet1_1.onnx");
        Network network = Network.Load(Path.Combine(data, "models", "squeezenet1_1.onnx"))
            .WithLabels(File.ReadAllLines(Path.Combine(data, "imagenet_classes.txt")))
            .WithPreprocessing(new ImagePreprocessing { Mean = [0.485f, 0.456f, 0.406f], StandardDeviation = [0.229f, 0.224f, 0.225f] });
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "photos", "expected.json")));
        JsonProperty[] photos = [.. expected.RootElement.GetProperty("photos").EnumerateObject()];
        MLContext ml = Pictures.Ml;
        IDataView view = Pictures.View([.. photos.Select(photo => photo.Name)]);
        var options = new PrepareImagesOptions { ImageFolder = Path.Combine(data, "photos"), Preprocessing = network.Preprocessing! with { ShortSide = 256 }, AsBytes = asBytes };

        using ConvNetTransformer scorer = ml.DeepLearning.Score(network);
        IDataView scored = scorer.Transform(ml.DeepLearning.PrepareImages(network, options).Fit(view).Transform(view));
        float[][] scores = Pictures.Column<float>(scored, "Score");
        uint[] keys = [.. scored.GetColumn<uint>("PredictedLabel")];

        Assert.Equal(5, photos.Length);
        for (int i = 0; i < photos.Length; i++)
        {
            int best = (int)keys[i] - 1;
            Assert.Contains(best, photos[i].Value.GetProperty("accepted_class_indices").EnumerateArray().Select(index => index.GetInt32()));
            JsonElement top = photos[i].Value.GetProperty("squeezenet1_1").GetProperty("top5")[0];
            Assert.Equal(top[0].GetInt32(), best);

            // The published scores were computed from Pillow's pixels; JPEG decoders differ by a level here and there.
            Assert.InRange(scores[i][best] - top[2].GetSingle(), -0.08f, 0.08f);
        }
    }

    [Fact]
    public void The_first_layers_of_vgg16_give_the_published_activations()
    {
        string models = Path.Combine(Data("models/vgg16-conv1_1-to-conv2_2.safetensors"), "models");
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(models, "vgg16-reference-activations.json")));
        Network network = Network.Input(3, 224, 224)
            .Conv2D(64, 3, padding: 1, name: "features.0").ReLU("features.1").Conv2D(64, 3, padding: 1, name: "features.2").ReLU("features.3").MaxPool2D(2)
            .Conv2D(128, 3, padding: 1, name: "features.5").ReLU("features.6").Conv2D(128, 3, padding: 1, name: "features.7").ReLU("features.8").Build()
            .LoadWeights(Path.Combine(models, "vgg16-conv1_1-to-conv2_2.safetensors"))
            .WithPreprocessing(new ImagePreprocessing { ColorOrder = ColorOrder.Bgr, Scale = 1, Mean = [103.939f, 116.779f, 123.68f] });
        MLContext ml = Pictures.Ml;
        IDataView photo = Pictures.View(Path.Combine(Path.GetDirectoryName(models)!, "photos", "persian-cat.jpg"));
        IDataView prepared = ml.DeepLearning.PrepareImages(network, new PrepareImagesOptions { Preprocessing = network.Preprocessing! with { Fit = ImageFit.Stretch } }).Fit(photo).Transform(photo);
        int[] channels = [.. reference.RootElement.GetProperty("channels").EnumerateArray().Select(channel => channel.GetInt32())];
        (string Entry, string Layer, int Channels, int Area)[] layers =
        [
            ("features.0", "features.1", 64, 224 * 224), ("features.2", "features.3", 64, 224 * 224),
            ("features.5 (after 2x2 max-pool)", "features.6", 128, 112 * 112), ("features.7", "features.8", 128, 112 * 112),
        ];

        foreach ((string entry, string layer, int count, int area) in layers)
        {
            using NetworkFeaturizingTransformer features = ml.DeepLearning.Featurize(network, new FeaturizingOptions
            {
                Layer = layer,
                Pooling = FeaturePooling.None,
                InputColumnName = "Features",
                OutputColumnName = "Maps",
            }).Fit(prepared);
            float[] maps = Pictures.Column<float>(features.Transform(prepared), "Maps")[0];
            foreach ((int channel, JsonElement expected) in channels.Zip(reference.RootElement.GetProperty(entry).EnumerateArray()))
                Assert.Equal(expected.GetDouble(), maps[(channel < 0 ? channel + count : channel) * area], 5e-3);
        }
    }

    [Fact]
    public void Photos_give_what_Pillow_gives()
    {
        string folder = Path.Combine(Data("photos"), "photos");
        string[] names = ["chickadee", "domestic-cat", "hotdog", "persian-cat", "tabby-cat"];

        byte[][] actual = Pictures.Prepare<byte>(Pictures.Bytes, [.. names.Select(name => Path.Combine(folder, name + ".jpg"))]);

        // Photos of twice the frame's size and more are shrunk while they are decoded, which is another filter.
        for (int i = 0; i < names.Length; i++)
            Pictures.AssertClose(File.ReadAllBytes(Pictures.File($"photo-{names[i]}.rgb")), actual[i], mean: 1, largest: 30);
    }

    [Fact]
    public void A_photo_and_the_image_that_ML_NET_makes_of_it_give_the_same()
    {
        var preparer = new ImagePreparer(Pictures.Bytes with { Preprocessing = new ImagePreprocessing { Width = 224, Height = 224 } });
        byte[] fromFile = new byte[preparer.Size], fromImage = new byte[preparer.Size];
        foreach (string file in Directory.GetFiles(Path.Combine(Data("photos"), "photos"), "*.jpg"))
        {
            using MLImage image = MLImage.CreateFromFile(file);
            preparer.PrepareImage(image, fromImage);
            preparer.PrepareFile(file, fromFile);

            Pictures.AssertClose(fromImage, fromFile, mean: 0.5, largest: 2);
        }
    }

    internal static string Data(string needed)
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA does not name a folder of data sets and models.");
        Assert.SkipUnless(Path.Exists(Path.Combine(data, needed)), $"MLNETDEEP_DATA has no {needed}.");
        return data;
    }
}
