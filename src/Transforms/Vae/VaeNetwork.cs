namespace MlNetDeep;

/// <summary>An encoder and a decoder that were found to fit each other.</summary>
/// <param name="Encoder">The encoder.</param>
/// <param name="Decoder">The decoder, as the generator that it is.</param>
/// <param name="Scored">Both joined, giving logits for the Bernoulli likelihood: a probability of 1 has lost its own.</param>
/// <param name="ScoreSize">The number of values that it gives for an image.</param>
internal sealed record VaeNetwork(Network Encoder, GeneratorNetwork Decoder, Network Scored, int ScoreSize)
{
    /// <summary>The length of a latent vector.</summary>
    public int Latents => Decoder.Layout.Latents;

    /// <summary>Checks the networks against each other and joins them.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="decoder">The decoder.</param>
    /// <param name="likelihood">What the decoder's output means.</param>
    /// <param name="draws">Draws that are decoded besides the mean.</param>
    /// <exception cref="DeepLearningException">A network is not what it should be, or they do not fit each other.</exception>
    public static VaeNetwork For(Network encoder, Network decoder, VaeLikelihood likelihood, int draws)
    {
        GeneratorNetwork generator = GeneratorNetwork.For(WithPixelsOf(encoder, decoder), null);
        encoder = WithPixelsOf(decoder, encoder);
        InputShape input = InputShape.Of(encoder, []);
        GeneratedShape image = generator.Image;
        if (!input.Dimensions.SequenceEqual([image.Channels, image.Height, image.Width]))
        {
            throw new DeepLearningException(
                $"Encoder '{encoder.Name}' takes {input}, but decoder '{decoder.Name}' makes {image}; they must be images of one size.");
        }

        if (generator.Layout.Classes > 0)
        {
            throw new DeepLearningException(
                $"Decoder '{decoder.Name}' takes {generator.Layout.Classes} classes; the decoder of a variational autoencoder takes "
                + "latent numbers only.");
        }

        if (encoder.Preprocessing is { } pixels && !PixelScaling.AreAlike(pixels, generator.Network.Preprocessing!, image.Channels))
        {
            throw new DeepLearningException(
                $"Encoder '{encoder.Name}' and decoder '{decoder.Name}' have different preprocessing, {pixels} and "
                + $"{generator.Network.Preprocessing}: the same pixel would be another value to each.");
        }

        Network scored = Networks.JoinVae(encoder, likelihood == VaeLikelihood.Bernoulli ? Logits(decoder) : decoder, draws);
        long size = scored.Outputs[0].Shape[1]!.Value;
        return size <= InputShape.MaxSize
            ? new VaeNetwork(encoder, generator, scored, (int)size)
            : throw new DeepLearningException(
                $"{draws} draws of {image} are {size} values for a row; at most {InputShape.MaxSize} are possible. Set Draws to less.");
    }

    /// <summary>The decoder without its sigmoid.</summary>
    /// <exception cref="DeepLearningException">It does not end in one.</exception>
    public static Network Logits(Network decoder) =>
        decoder.Nodes.FirstOrDefault(node => node.Outputs.Contains(decoder.Outputs[0].Name)) is { OpType: "Sigmoid" } sigmoid
            ? decoder.WithOutputs(sigmoid.Inputs[0])
            : throw new DeepLearningException(
                $"Decoder '{decoder.Name}' does not end in a sigmoid, but the Bernoulli likelihood needs probabilities. Append Sigmoid(), "
                + "or use the Gaussian likelihood.");

    // A network without preprocessing takes that of the other.
    private static Network WithPixelsOf(Network from, Network to) =>
        to.Preprocessing is null && from.Preprocessing is { } pixels ? to.WithPreprocessing(pixels) : to;
}
