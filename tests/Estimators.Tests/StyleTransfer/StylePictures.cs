using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep.Estimators.Tests.StyleTransfer;

/// <summary>Pictures, and a small network with two layers, as Golden/make_style.py has them.</summary>
internal static class StylePictures
{
    public const int Width = 12, Height = 9;

    public static MLContext Context() => new(seed: 1);

    public static StyleTransferOptions Options(Network? network = null) => new()
    {
        Network = network ?? Network(),
        Styles = [StylePicture.FromImage(Image(2, 10, 8), 3), StylePicture.FromImage(Image(5, 10, 8))],
        ContentLayers = ["two"],
        StyleLayers = [new StyleLayer("one", 3), "two"],
        ContentWeight = 2,
        StyleWeight = 30,
        TotalVariationWeight = 5,
        Optimizer = StyleOptimizer.Adam,
        LearningRate = 0.05,
        Steps = 12,
        Size = Height,
        StyleSize = 8,
        Seed = 1,
        Device = "cpu",
        Threads = 1,
        Progress = ProgressOutput.None,
    };

    public static Network Network(ColorOrder order = ColorOrder.Rgb) =>
        WithSines(MlNetDeep.Network.Input(3, 16, 16).Conv2D(6, 3, padding: 1, name: "c1").ReLU("one").MaxPool2D(2).Conv2D(8, 3, name: "c2").ReLU("two")
            .GlobalAveragePool().Flatten().Dense(4, name: "dense").Build(name: "small"))
            .WithPreprocessing(new ImagePreprocessing { ColorOrder = order, Mean = [0.4f, 0.5f, 0.6f], StandardDeviation = [0.2f, 0.25f, 0.3f] });

    /// <summary>The value of a pixel, 0 to 255.</summary>
    public static byte Value(int seed, int channel, int y, int x) =>
        (byte)((((seed * 40) + (97 * channel) + (13 * y * (channel + 1)) + (29 * x) + (x * y * 7 % 31)) % 256) & 0xFF);

    public static MLImage Image(int seed, int width = Width, int height = Height)
    {
        var pixels = new byte[width * height * 4];
        for (int i = 0; i < width * height; i++)
        {
            for (int c = 0; c < 3; c++)
            {
                pixels[(4 * i) + c] = Value(seed, c, i / width, i % width);
            }

            pixels[(4 * i) + 3] = 255;
        }

        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    public static IDataView View(MLContext mlContext, params int[] seeds) =>
        mlContext.Data.LoadFromEnumerable(seeds.Select(seed => new Row { Image = Image(seed), Number = seed }).ToArray());

    /// <summary>The styled pictures as [H, W, 3] bytes, red first.</summary>
    public static List<byte[]> Read(IDataView view, string column = "Styled")
    {
        var pictures = new List<byte[]>();
        foreach (MLImage image in view.GetColumn<MLImage>(column))
        {
            pictures.Add(Rgb(image));
            image.Dispose();
        }

        return pictures;
    }

    public static byte[] Rgb(MLImage image)
    {
        byte[] bgr = image.GetBGRPixels;
        for (int i = 0; i < bgr.Length; i += 3)
        {
            (bgr[i], bgr[i + 2]) = (bgr[i + 2], bgr[i]);
        }

        return bgr;
    }

    // Layer c1 has weights sin(0.7 i + 1) / 2 and biases from 2, c2 from 3 and 4.
    private static Network WithSines(Network network) => network.WithTensors(network.Parameters.Where(p => p.Layer is "c1" or "c2").Select(parameter =>
    {
        double start = (parameter.Layer == "c1" ? 1 : 3) + (parameter.Role == ParameterRole.Weight ? 0 : 1);
        float[] values = [.. Enumerable.Range(0, (int)parameter.Tensor.Count).Select(i => (float)Math.Sin((i * 0.7) + start) * 0.5f)];
        return NetworkTensor.Create(parameter.Name, values, [.. parameter.Tensor.Shape]);
    }));

    public sealed class Row
    {
        [AnyImageSize]
        public MLImage? Image { get; set; }

        public float Number { get; set; }
    }

    public sealed class Styled
    {
        [AnyImageSize]
        public MLImage? Image { get; set; }
    }
}
