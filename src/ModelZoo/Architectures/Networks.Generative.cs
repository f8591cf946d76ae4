namespace MlNetDeep;

/// <content>Networks that make images.</content>
public static partial class Networks
{
    private const int SmallestGrid = 4;

    // Weights of Radford et al.: N(0, 0.02); the scales of batch normalization N(1, 0.02), as in PyTorch's example.
    private static readonly Initializer _dcganWeight = Initializer.Normal(0.02);
    private static readonly Initializer _dcganScale = Initializer.Normal(0.02, mean: 1);

    /// <summary>
    /// The generator of a DCGAN: from random numbers to an image of -1..1 by transposed convolutions that double height
    /// and width, with batch normalization and ReLU, and tanh at the end. 3,576,704 parameters for 64x64, 3 channels and
    /// the default values.
    /// </summary>
    /// <param name="size">Height and width of the images, a multiple of 4 from 8 to 1,024. The default value is 64.</param>
    /// <param name="channels">Channels of the images. The default value is 3.</param>
    /// <param name="latents">How many random numbers an image is made from. The default value is 100.</param>
    /// <param name="filters">
    /// Filters of the last hidden layer; each layer before has twice as many as the next. The default value is 64.
    /// </param>
    /// <param name="classes">
    /// Classes that the image can be asked to belong to: as many more inputs, the one-hot code of the class. The default
    /// value is 0: none.
    /// </param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>A network from <c>z</c>, <c>[N, latents + classes]</c>, to <c>[N, channels, size, size]</c>.</returns>
    /// <exception cref="OptionsException">A number is out of range.</exception>
    /// <remarks>
    /// Source: Radford, Metz and Chintala, "Unsupervised Representation Learning with Deep Convolutional Generative
    /// Adversarial Networks", 2015, with the sizes of PyTorch's example. The first layer makes a grid of 4x4 (64 pixels),
    /// or of the odd size that is left when the size was halved as often as possible: 7x7 for 28.
    /// </remarks>
    public static Network DcganGenerator(
        int size = 64, int channels = 3, int latents = 100, int filters = 64, int classes = 0, int seed = 0)
    {
        var (grid, doublings) = DcganGrid(size, channels, filters, classes, latents);
        var layer = Network.Input(latents + classes).Reshape(latents + classes, 1, 1)
            .ConvTranspose2D(filters << (doublings - 1), grid, bias: false, init: _dcganWeight).BatchNorm(init: _dcganScale).ReLU();
        for (var i = doublings - 2; i >= 0; i--)
        {
            layer = layer.ConvTranspose2D(filters << i, 4, 2, 1, bias: false, init: _dcganWeight).BatchNorm(init: _dcganScale).ReLU();
        }

        return layer.ConvTranspose2D(channels, 4, 2, 1, bias: false, init: _dcganWeight).Tanh()
            .Build(seed, $"dcgan{size}_generator")
            .WithInputName("z")
            .WithGenerator(new GeneratorLayout(latents, classes))
            .WithPreprocessing(DcganPixels(size, channels));
    }

    /// <summary>
    /// The discriminator of a DCGAN: from an image of -1..1 to how real it looks, by strided convolutions that halve
    /// height and width, with batch normalization (but for the first) and leaky ReLU of slope 0.2. 2,765,568 parameters
    /// for 64x64 and 3 channels.
    /// </summary>
    /// <param name="size">Height and width of the images, a multiple of 4 from 8 to 1,024. The default value is 64.</param>
    /// <param name="channels">Channels of the images. The default value is 3.</param>
    /// <param name="filters">Filters of the first layer; each layer has twice as many as the one before. The default value is 64.</param>
    /// <param name="classes">
    /// Classes of a conditional GAN: one output per class, of which the one of the image's class counts. The default
    /// value is 0: one output.
    /// </param>
    /// <param name="batchNorm">
    /// Whether there is batch normalization. Gradient penalties and spectral normalization look at each image by itself
    /// and want none. It also takes the mean of each batch away, and with it what generated batches have too much of: kinds
    /// of images that come too often are found better without. The default value is true; without it the convolutions have
    /// biases.
    /// </param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>A network from <c>[N, channels, size, size]</c> to logits <c>[N, 1]</c> or <c>[N, classes]</c>.</returns>
    /// <exception cref="OptionsException">A number is out of range.</exception>
    /// <remarks>
    /// Source: as <see cref="DcganGenerator"/>. Where the size leaves a grid larger than 4x4 (7x7 for 28), one more layer
    /// with twice as many filters sees all of it before the output.
    /// </remarks>
    public static Network DcganDiscriminator(
        int size = 64, int channels = 3, int filters = 64, int classes = 0, bool batchNorm = true, int seed = 0)
    {
        var (grid, halvings) = DcganGrid(size, channels, filters, classes, 1);
        var layer = Network.Input(channels, size, size)
            .Conv2D(filters, 4, 2, 1, bias: !batchNorm, init: _dcganWeight).LeakyReLU(0.2f);
        for (var i = 1; i < halvings; i++)
        {
            layer = Hidden(layer.Conv2D(filters << i, 4, 2, 1, bias: !batchNorm, init: _dcganWeight));
        }

        // A grid that could not be halved down to 4x4 was seen in patches only, 10 pixels wide for 28x28: summed up, they
        // do not tell which digit an image is, and so not which ones the generator makes too often.
        if (grid > SmallestGrid)
        {
            layer = Hidden(layer.Conv2D(filters << halvings, grid, bias: !batchNorm, init: _dcganWeight));
            grid = 1;
        }

        return layer.Conv2D(Math.Max(1, classes), grid, bias: !batchNorm, init: _dcganWeight).Flatten()
            .Build(seed, $"dcgan{size}_discriminator")
            .WithPreprocessing(DcganPixels(size, channels));

        NetworkBuilder Hidden(NetworkBuilder convolution) =>
            (batchNorm ? convolution.BatchNorm(init: _dcganScale) : convolution).LeakyReLU(0.2f);
    }

    private static ImagePreprocessing DcganPixels(int size, int channels) => new()
    {
        Width = size,
        Height = size,
        Channels = channels,
        ColorOrder = channels == 1 ? ColorOrder.Gray : ColorOrder.Rgb,
        Mean = [0.5f],
        StandardDeviation = [0.5f],
    };

    private static (int Grid, int Steps) DcganGrid(
        int size, int channels, int filters, int classes, int latents)
    {
        var problems = new List<string>();
        Require(size is >= 8 and <= 1024 && size % 4 == 0, "size", size, "a multiple of 4 from 8 to 1,024");
        Require(channels is >= 1 and <= 1024, "channels", channels, "from 1 to 1,024");
        Require(filters is >= 1 and <= 4096, "filters", filters, "from 1 to 4,096");
        Require(classes is >= 0 and <= 1_000_000, "classes", classes, "from 0 to 1,000,000");
        Require(latents is >= 1 and <= 1_000_000, "latents", latents, "from 1 to 1,000,000");
        if (problems.Count > 0)
        {
            throw new OptionsException(problems);
        }

        var steps = 0;
        while (size % 2 == 0 && size > SmallestGrid)
        {
            size /= 2;
            steps++;
        }

        return (size, steps);

        void Require(bool good, string name, int value, string expected)
        {
            if (!good)
            {
                problems.Add($"{name} is {value}; expected {expected}.");
            }
        }
    }
}
