using Microsoft.ML;
using MlNetDeep.Estimators.Data;

namespace MlNetDeep;

/// <summary>An encoder and a decoder that fit each other.</summary>
/// <param name="Encoder">The encoder.</param>
/// <param name="Decoder">The decoder, with the same meaning of pixels.</param>
internal sealed record VaeNetworks(Network Encoder, Network Decoder)
{
    /// <summary>The networks of the options, or convolutional ones for the image column where there are none.</summary>
    /// <param name="options">The options.</param>
    /// <param name="schema">The schema of the training rows.</param>
    /// <exception cref="ColumnException">The image column is missing, or does not tell the size of its images.</exception>
    /// <exception cref="OptionsException">No network is of the column's size.</exception>
    /// <exception cref="DeepLearningException">The networks do not fit each other.</exception>
    public static VaeNetworks Make(VaeOptions options, DataViewSchema schema)
    {
        (int channels, int height, int width) = options.Encoder is { } given
            ? SizeOf(given.Inputs[0])
            : options.Decoder is { } other
                ? SizeOf(other.Outputs[0])
                : ImageDimensions.Of(schema, options.FeatureColumnName, "Give Encoder and Decoder otherwise.");
        if ((options.Encoder is null || options.Decoder is null) && height != width)
        {
            throw new OptionsException([$"Images are {width} x {height}; networks are made for square images only. Give Encoder and Decoder."]);
        }

        int seed = options.Seed ?? 0;
        int latents = (int)(options.Encoder?.Outputs[0].Shape[1] ?? options.Decoder?.Inputs[0].Shape[1] ?? options.Latents);
        Network encoder = options.Encoder ?? MlNetDeep.Networks.VaeEncoder(height, channels, latents, options.Filters, seed);
        Network decoder = options.Decoder ?? MlNetDeep.Networks.VaeDecoder(height, channels, latents, options.Filters, seed);
        VaeNetwork network = VaeNetwork.For(encoder, decoder, options.Likelihood, options.Output.Draws);
        Network maker = network.Decoder.Network.WithGenerator(network.Decoder.Layout);
        ImagePreprocessing pixels = GanNetworks.PixelsOf(
            schema, options.FeatureColumnName, network.Encoder, (channels, height, width), GanNetworks.RangeOf(decoder) is (-1, 1));
        return new VaeNetworks(network.Encoder.WithPreprocessing(pixels), maker.WithPreprocessing(pixels));
    }

    /// <summary>What is wrong with the given networks, as far as it shows without data.</summary>
    public static IEnumerable<string> FindProblems(VaeOptions options)
    {
        bool good = true;
        if (options.Encoder is { } encoder && encoder is not
            { ImageLayout: PixelLayout.Planar, Inputs: [{ Shape: [_, >= 1, >= 1, >= 1] }], Outputs: [{ Shape: [_, >= 1] }, { Shape: [_, >= 1] }] })
        {
            good = false;
            yield return $"Encoder must have one input [N, C, H, W] and two outputs [N, latents], but '{encoder.Name}' has {InvariantText.Join(", ", encoder.Inputs)} and {InvariantText.Join(", ", encoder.Outputs)}.";
        }

        if (options.Decoder is { } decoder && decoder is not
            { Inputs: [{ Shape: [_, >= 1] }], Outputs: [{ Shape: [_, >= 1, >= 1, >= 1] }] })
        {
            good = false;
            yield return $"Decoder must have one input [N, latents] and one output [N, C, H, W], but '{decoder.Name}' has {InvariantText.Join(", ", decoder.Inputs)} and {InvariantText.Join(", ", decoder.Outputs)}.";
        }

        if (!good || options is { Encoder: null, Decoder: null })
        {
            yield break;
        }

        if (options is { Encoder: { } from, Decoder: { } to } && ProblemOf(from, to, options.Likelihood) is { } problem)
        {
            yield return problem;
        }
    }

    /// <summary>Refuses pixels that become values which the decoder cannot make.</summary>
    /// <exception cref="OptionsException">Black or white is out of range.</exception>
    public void CheckPixels(RowLayout layout, VaeLikelihood likelihood)
    {
        if (likelihood != VaeLikelihood.Bernoulli || layout.Image.Scaling is not { } scaling)
        {
            return;
        }

        for (int channel = 0; channel < scaling.Channels; channel++)
        {
            float black = scaling.Scale(0, channel), white = scaling.Scale(255, channel);
            if (Math.Min(black, white) < -1e-6f || Math.Max(black, white) > 1 + 1e-6f)
            {
                throw new OptionsException([$"The preprocessing of encoder '{Encoder.Name}' makes pixels values from {black} to {white}; the Bernoulli likelihood is for values from 0 to 1. Use a preprocessing without mean and deviation, or Likelihood = Gaussian."]);
            }
        }
    }

    private static string? ProblemOf(Network encoder, Network decoder, VaeLikelihood likelihood)
    {
        try
        {
            VaeNetwork.For(encoder, decoder, likelihood, draws: 1);
            return null;
        }
        catch (DeepLearningException error)
        {
            return error.Message;
        }
    }

    private static (int Channels, int Height, int Width) SizeOf(NetworkValue value) =>
        ((int)value.Shape[1]!.Value, (int)value.Shape[2]!.Value, (int)value.Shape[3]!.Value);
}
