using MlNetDeep.Transforms.Tests.Images;

namespace MlNetDeep.Transforms.Tests.Exporting;

/// <summary>Pictures of all shapes through PrepareImages and through the exported graph.</summary>
public sealed class PreparationGraphTests : IDisposable
{
    private static readonly string[] _files = ["plain.png", "small.png", "one.bmp", "turned6.jpg", "gray.png", "alpha.png", "cmyk.jpg"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<ImagePreprocessing> Preparations => new(
        new ImagePreprocessing { Width = 20, Height = 30 },
        new ImagePreprocessing { Width = 31, Height = 17, ShortSide = 40 },
        new ImagePreprocessing { Width = 100, Height = 90, Layout = PixelLayout.Interleaved, ColorOrder = ColorOrder.Bgr },
        new ImagePreprocessing { Width = 24, Height = 9, Fit = ImageFit.Stretch, Mean = [100f, 110, 120], StandardDeviation = [0.5f] },
        new ImagePreprocessing { Width = 25, Height = 25, Fit = ImageFit.Pad, PadLevel = 77 },
        new ImagePreprocessing { Width = 70, Height = 21, Fit = ImageFit.Pad, Channels = 1, ColorOrder = ColorOrder.Gray });

    [Theory]
    [MemberData(nameof(Preparations))]
    public void EveryPixelIsWithinOneLevel(ImagePreprocessing preprocessing)
    {
        preprocessing = preprocessing with { Scale = 1 };
        MLContext ml = Pictures.Ml;
        string[] files = [.. _files.Select(Pictures.File)];
        IDataView view = Pictures.View(files);
        var prepare = ml.DeepLearning.PrepareImages(new PrepareImagesOptions { Preprocessing = preprocessing }).Fit(view);

        OnnxExportResult result = ml.DeepLearning.ExportToOnnx(prepare, view, _folder.File("prepare.onnx"), new()
        {
            OutputColumnNames = ["Features"],
            Tolerance = 2,
        });

        Assert.Equal(_files.Length, result.Rows);
        using var file = new OnnxFile(_folder.File("prepare.onnx"));
        float[][] expected = Pictures.Column<float>(prepare.Transform(view), "Features");
        float level = preprocessing.StandardDeviation.Count > 0 ? 1 / preprocessing.StandardDeviation[0] : 1;
        for (int i = 0; i < files.Length; i++)
        {
            float[] actual = (float[])file.Run(RawPicture.OfFile(files[i], 1_000_000))["Features"];
            Assert.Equal(expected[i].Length, actual.Length);
            float worst = expected[i].Zip(actual, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(worst <= level * 1.0001f, $"{files[i]}: {worst}");

            // Halves are frequent where a side shrinks by a whole number.
            Assert.True(expected[i].Zip(actual).Count(pair => pair.First != pair.Second) <= expected[i].Length / 20, files[i]);
        }
    }

    [Fact]
    public void ManyShapesGetTheFrameThatTheyGetOutside()
    {
        MLContext ml = Pictures.Ml;
        var random = new Random(5);
        foreach ((ImageFit fit, int side) in new[] { (ImageFit.Crop, 0), (ImageFit.Crop, 13), (ImageFit.Pad, 0) })
        {
            var options = new PrepareImagesOptions
            {
                Preprocessing = new ImagePreprocessing { Width = 12, Height = 11, Fit = fit, ShortSide = side, Layout = PixelLayout.Interleaved },
                AsBytes = true,
            };
            var preparer = new ImagePreparer(options);
            var step = new ImagePreparingTransformer(ml, options);
            ml.DeepLearning.ExportToOnnx(step, Pictures.View("a.png").Schema, _folder.File("shapes.onnx"), new() { OutputColumnNames = ["Features"] });
            using var file = new OnnxFile(_folder.File("shapes.onnx"));
            byte[] expected = new byte[preparer.Size];
            for (int i = 0; i < 60; i++)
            {
                (int width, int height) = (random.Next(1, 60), random.Next(1, 60));
                byte[] pixels = new byte[width * height * 4];
                random.NextBytes(pixels);
                for (int at = 3; at < pixels.Length; at += 4)
                    pixels[at] = 255;
                using MLImage image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
                preparer.PrepareImage(image, expected);
                Pictures.AssertClose(expected, (byte[])file.Run(RawPicture.Of(image))["Features"], 0.02, 1);
            }
        }
    }
}
