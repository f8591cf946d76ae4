namespace MlNetDeep;

/// <summary>Makes a network of an architecture.</summary>
internal static class ArchitectureMaker
{
    // Weights of larger layers than that could not be stored, and the sizes of activations stay countable.
    private const int Largest = 1 << 16;

    public static Network Make(Architecture architecture, ArchitectureOptions options)
    {
        var classes = options.Classes ?? architecture.Classes;
        var channels = options.Channels ?? architecture.Channels;
        var (height, width) = (options.Height ?? architecture.Size, options.Width ?? architecture.Size);
        Check(architecture, options, classes, channels, height, width);

        var walk = new LayerWalk(options);
        var end = walk.Run(Network.Input(channels, height, width), architecture.Layers(classes), classes);
        var network = end.Build(options.Seed, architecture.Name, walk.Auxiliary);
        if (walk.Auxiliary.Count > 0)
        {
            network = network.WithMetadata(MetadataKeys.Auxiliary, MetadataJson.WriteStrings(walk.Auxiliary.Keys));
        }

        return channels == architecture.Channels
            ? network.WithPreprocessing(
                architecture.Preprocessing with { Width = width, Height = height, Channels = channels })
            : network;
    }

    private static void Check(
        Architecture architecture, ArchitectureOptions options, int classes, int channels, int height, int width)
    {
        var problems = new List<string>();
        void Require(string option, int value, int smallest)
        {
            if (value < smallest || value > Largest)
            {
                problems.Add($"{option} must be from {smallest} to {Largest} for {architecture.Name}, but is {value}.");
            }
        }

        Require(nameof(options.Classes), classes, 1);
        Require(nameof(options.Channels), channels, 1);
        void RequireSize(string option, int value)
        {
            Require(option, value, architecture.MinimumSize);
            if (value % architecture.SizeStep != 0)
            {
                problems.Add($"{option} must be a multiple of {architecture.SizeStep} for {architecture.Name}, but is {value}.");
            }
        }

        RequireSize(nameof(options.Height), height);
        RequireSize(nameof(options.Width), width);
        if (options.AuxiliaryHeads && !architecture.HasAuxiliaryHeads)
        {
            problems.Add($"AuxiliaryHeads is true, but {architecture.Name} has no such heads.");
        }

        if (problems.Count > 0)
        {
            throw new OptionsException(problems);
        }
    }
}
