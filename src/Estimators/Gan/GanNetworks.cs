using Microsoft.ML;
using MlNetDeep.Estimators.Data;

namespace MlNetDeep;

/// <summary>A generator and a discriminator that fit each other.</summary>
/// <param name="Generator">The generator, with its layout and the meaning of its pixels.</param>
/// <param name="Discriminator">The discriminator, with the same meaning of pixels.</param>
internal sealed record GanNetworks(Network Generator, Network Discriminator)
{
    /// <summary>The networks of the options, or DCGANs for the image column where there are none.</summary>
    /// <param name="options">The options.</param>
    /// <param name="schema">The schema of the training rows.</param>
    /// <param name="classes">Classes, or 0.</param>
    /// <exception cref="ColumnException">The image column is missing, or does not tell the size of its images.</exception>
    /// <exception cref="OptionsException">The networks do not fit the classes, or no DCGAN is of the column's size.</exception>
    public static GanNetworks Make(GanOptions options, DataViewSchema schema, int classes)
    {
        (int channels, int height, int width) = options.Generator is { } given
            ? ShapeOf(given.Outputs[0])
            : options.Discriminator is { } judge ? ShapeOf(judge.Inputs[0]) : ImageDimensions.Of(schema, options.FeatureColumnName, "Give Generator and Discriminator otherwise.");
        if ((options.Generator is null || options.Discriminator is null) && height != width)
        {
            throw new OptionsException([$"Images are {width} x {height}; networks are made for square images only. Give Generator and Discriminator."]);
        }

        int seed = options.Seed ?? 0;
        Network generator = options.Generator ?? MlNetDeep.Networks.DcganGenerator(height, channels, options.Latents, options.Filters, classes, seed);
        Network discriminator = options.Discriminator
            ?? MlNetDeep.Networks.DcganDiscriminator(height, channels, options.Filters, classes, !options.LooksAtEachImage, seed);
        long inputs = generator.Inputs[0].Shape[1]!.Value, outputs = NetworkOutputs.Of(discriminator)!.Value;
        GeneratorLayout layout = generator.Generator ?? new GeneratorLayout((int)inputs - classes, classes);
        var problems = new List<string>();
        if (layout.Classes != classes || layout.Latents < 1 || layout.Latents + layout.Classes != inputs)
        {
            problems.Add($"Generator must be a network for {classes} classes and at least one latent, but is made for {layout.Latents} latents and {layout.Classes} classes ({inputs} inputs).");
        }

        if (outputs != Math.Max(1, classes))
        {
            problems.Add($"Discriminator must be a network with one output{(classes == 0 ? "" : $" for each of the {classes} classes")}, but has {outputs}.");
        }

        if (problems.Count > 0)
        {
            throw new OptionsException(problems);
        }

        ImagePreprocessing pixels = PixelsOf(
            schema, options.FeatureColumnName, discriminator.WithPreprocessing(discriminator.Preprocessing ?? generator.Preprocessing),
            (channels, height, width), RangeOf(generator) is not (0, 1));
        return new GanNetworks(
            generator.WithGenerator(layout).WithPreprocessing(pixels), discriminator.WithPreprocessing(pixels));
    }

    /// <summary>What is wrong with the given networks, as far as it shows without data.</summary>
    public static IEnumerable<string> FindProblems(Network? generator, Network? discriminator, bool hasClasses)
    {
        bool good = true;
        if (generator is not null && !(generator is { Inputs: [{ Shape: [_, >= 1] }], Outputs: [{ Shape: [_, >= 1, >= 1, >= 1] }] }))
        {
            good = false;
            yield return $"Generator must have one input [N, latents] and one output [N, C, H, W], but '{generator.Name}' has {InvariantText.Join(", ", generator.Inputs)} and {InvariantText.Join(", ", generator.Outputs)}.";
        }

        if (discriminator is not null && (!(discriminator is { ImageLayout: PixelLayout.Planar, Inputs: [{ Shape: [_, >= 1, >= 1, >= 1] }], Outputs.Count: 1 })
            || !(NetworkOutputs.Of(discriminator) is { } outputs && (hasClasses ? outputs >= 2 : outputs == 1))))
        {
            good = false;
            yield return $"Discriminator must have one input [N, C, H, W] and one output {(hasClasses ? "[N, classes]" : "[N, 1]")}, but '{discriminator.Name}' has {InvariantText.Join(", ", discriminator.Inputs)} and {InvariantText.Join(", ", discriminator.Outputs)}.";
        }

        if (!good || generator is null || discriminator is null)
        {
            yield break;
        }

        if (!generator.Outputs[0].Shape.Skip(1).SequenceEqual(discriminator.Inputs[0].Shape.Skip(1)))
        {
            yield return $"Generator makes images {generator.Outputs[0]}, but Discriminator takes {discriminator.Inputs[0]}.";
        }

        if (generator.Preprocessing is { } made && discriminator.Preprocessing is { } taken
            && !PixelScaling.AreAlike(made, taken, (int)discriminator.Inputs[0].Shape[1]!.Value))
        {
            yield return $"Generator and Discriminator have different preprocessing, {made} and {taken}: the same pixel would be another value to each.";
        }
    }

    /// <summary>The values that the generator's last operator can give; null when they have no bounds.</summary>
    public static (float Lowest, float Highest)? RangeOf(Network generator) =>
        generator.Nodes.FirstOrDefault(n => n.Outputs.Contains(generator.Outputs[0].Name))?.OpType switch
        {
            "Tanh" => (-1, 1),
            "Sigmoid" => (0, 1),
            _ => null,
        };

    /// <summary>
    /// The meaning of pixels for both networks: what the one that looks says, else what the image column says, else what the
    /// values are taken for that the one that paints gives: -1 to 1 when <paramref name="isSigned"/>, else 0 to 1.
    /// </summary>
    public static ImagePreprocessing PixelsOf(
        DataViewSchema schema, string columnName, Network looks, (int Channels, int Height, int Width) size, bool isSigned)
    {
        if (looks.Preprocessing is { } known)
        {
            return known;
        }

        (int channels, int height, int width) = size;
        var pixels = new ImagePreprocessing { Width = width, Height = height, Channels = channels, ColorOrder = channels == 1 ? ColorOrder.Gray : ColorOrder.Rgb };
        pixels = isSigned ? pixels with { Mean = [0.5f], StandardDeviation = [0.5f] } : pixels;
        return RecordedPreprocessing.Adopt(schema, columnName, looks.WithPreprocessing(pixels), out _).Preprocessing!;
    }

    private static (int Channels, int Height, int Width) ShapeOf(NetworkValue value) =>
        ((int)value.Shape[1]!.Value, (int)value.Shape[2]!.Value, (int)value.Shape[3]!.Value);
}
