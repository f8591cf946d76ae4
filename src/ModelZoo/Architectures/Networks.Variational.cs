namespace MlNetDeep;

/// <content>Variational autoencoders.</content>
public static partial class Networks
{
    /// <summary>
    /// The encoder of a convolutional variational autoencoder: from an image of 0..1 to a normal distribution over latent
    /// vectors, by strided convolutions that halve height and width, with ReLU. 158,856 parameters for 28x28, 1 channel and
    /// the default values.
    /// </summary>
    /// <param name="size">Height and width of the images, a multiple of 4 from 8 to 1,024. The default value is 28.</param>
    /// <param name="channels">Channels of the images. The default value is 1.</param>
    /// <param name="latents">The length of a latent vector. The default value is 20.</param>
    /// <param name="filters">Filters of the first layer; each layer has twice as many as the one before. The default value is 32.</param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>
    /// A network from <c>[N, channels, size, size]</c> to two outputs, <c>mean</c> and <c>log_variance</c>, both
    /// <c>[N, latents]</c>.
    /// </returns>
    /// <exception cref="OptionsException">A number is out of range.</exception>
    /// <remarks>
    /// Source: Kingma and Welling, "Auto-Encoding Variational Bayes", 2013, with the grid of <see cref="DcganGenerator"/>.
    /// </remarks>
    public static Network VaeEncoder(int size = 28, int channels = 1, int latents = 20, int filters = 32, int seed = 0)
    {
        var (_, halvings) = DcganGrid(size, channels, filters, classes: 0, latents);
        var layer = Network.Input(channels, size, size);
        for (var i = 0; i < halvings; i++)
        {
            layer = layer.Conv2D(filters << i, 4, 2, 1, init: Initializer.HeNormal).ReLU();
        }

        var flat = layer.Flatten();
        return flat.Dense(latents, name: VariationalGraft.Mean).Concat(flat.Dense(latents, name: VariationalGraft.LogVariance))
            .Build(seed, $"vae{size}_encoder")
            .WithOutputs(VariationalGraft.Mean, VariationalGraft.LogVariance)
            .WithPreprocessing(VaePixels(size, channels));
    }

    /// <summary>
    /// The decoder of a convolutional variational autoencoder: from a latent vector to an image of 0..1, by transposed
    /// convolutions that double height and width, with ReLU, and a sigmoid at the end. 99,169 parameters for 28x28, 1
    /// channel and the default values.
    /// </summary>
    /// <param name="size">As for <see cref="VaeEncoder"/>. The default value is 28.</param>
    /// <param name="channels">As for <see cref="VaeEncoder"/>. The default value is 1.</param>
    /// <param name="latents">As for <see cref="VaeEncoder"/>. The default value is 20.</param>
    /// <param name="filters">Filters of the last hidden layer; each layer before has twice as many as the next. The default value is 32.</param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>A network from <c>z</c>, <c>[N, latents]</c>, to <c>[N, channels, size, size]</c>.</returns>
    /// <exception cref="OptionsException">A number is out of range.</exception>
    /// <remarks>Source: as <see cref="VaeEncoder"/>.</remarks>
    public static Network VaeDecoder(int size = 28, int channels = 1, int latents = 20, int filters = 32, int seed = 0)
    {
        var (grid, doublings) = DcganGrid(size, channels, filters, classes: 0, latents);
        var first = filters << (doublings - 1);
        var layer = Network.Input(latents).Dense(first * grid * grid, init: Initializer.HeNormal).ReLU().Reshape(first, grid, grid);
        for (var i = doublings - 2; i >= 0; i--)
        {
            layer = layer.ConvTranspose2D(filters << i, 4, 2, 1, init: Initializer.HeNormal).ReLU();
        }

        return layer.ConvTranspose2D(channels, 4, 2, 1).Sigmoid()
            .Build(seed, $"vae{size}_decoder")
            .WithInputName("z")
            .WithGenerator(new GeneratorLayout(latents))
            .WithPreprocessing(VaePixels(size, channels));
    }

    /// <summary>
    /// Joins the encoder and the decoder of a variational autoencoder to one network that gives all that is to know about
    /// an image: where it lies among the latent vectors, and what the decoder makes of that place.
    /// </summary>
    /// <param name="encoder">One input, two outputs <c>[N, L]</c>: the mean and the logarithm of the variance.</param>
    /// <param name="decoder">One input <c>[N, L]</c>, one output of V values.</param>
    /// <param name="draws">
    /// How many more latent vectors of the distribution are decoded, besides its mean: 0 or more. They are
    /// <c>mean + exp(log_variance / 2) * e</c> with the same <c>e</c> for every image, the <see cref="LatentNoise"/> of the
    /// seeds 0, 1, 2, ... The default value is 1.
    /// </param>
    /// <returns>
    /// A network from the encoder's input to <c>[N, 2 L + (1 + draws) V]</c>: mean, logarithm of the variance, and the
    /// decoder's output for the mean and for each draw, flattened. It has the encoder's preprocessing.
    /// </returns>
    /// <exception cref="ShapeException">The networks do not fit each other, or a shape is not known.</exception>
    /// <exception cref="DeepLearningException">
    /// A network has not the inputs and outputs above, or the operator sets of the two networks differ in what matters.
    /// </exception>
    public static Network JoinVae(Network encoder, Network decoder, int draws = 1)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentOutOfRangeException.ThrowIfNegative(draws);
        return VariationalGraft.Join(encoder, decoder, draws);
    }

    private static ImagePreprocessing VaePixels(int size, int channels) => new()
    {
        Width = size,
        Height = size,
        Channels = channels,
        ColorOrder = channels == 1 ? ColorOrder.Gray : ColorOrder.Rgb,
    };
}
