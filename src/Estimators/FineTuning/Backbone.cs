using Zoo = MlNetDeep.Networks;

namespace MlNetDeep;

/// <summary>
/// The trained network that fine-tuning starts from: a <see cref="Network"/>, an ONNX file, one that a NuGet package
/// carries (<see cref="PackagedNetwork"/>), or an architecture of the zoo with its published weights. A network, or a text
/// that is a path or a name, converts to it by itself. A batch that is fixed is made free where the graph allows it.
/// </summary>
public sealed class Backbone
{
    private readonly Func<Network> _load;
    private readonly string _description;

    private Backbone(string description, Func<Network> load)
    {
        _description = description;
        _load = load;
    }

    /// <summary>A network as it is.</summary>
    /// <param name="network">The network.</param>
    public static implicit operator Backbone(Network network) => FromNetwork(network);

    /// <summary>An ONNX file, when the text ends in <c>.onnx</c>; otherwise a packaged network or an architecture of the zoo.</summary>
    /// <param name="pathOrName">For example <c>models/mine.onnx</c>, <c>resnet18-features</c> or <c>vgg16</c>.</param>
    public static implicit operator Backbone(string pathOrName)
    {
        ArgumentException.ThrowIfNullOrEmpty(pathOrName);
        return pathOrName.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? FromFile(pathOrName) : FromZoo(pathOrName);
    }

    /// <summary>A network as it is.</summary>
    /// <param name="network">The network.</param>
    /// <returns>The backbone.</returns>
    public static Backbone FromNetwork(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new Backbone(network.ToString(), () => network);
    }

    /// <summary>A network in an ONNX file.</summary>
    /// <param name="path">The file. It is read when an estimator is made of the backbone.</param>
    /// <returns>The backbone.</returns>
    public static Backbone FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new Backbone(path, () => Network.Load(path));
    }

    /// <summary>A packaged network, or an architecture of the zoo with trained weights.</summary>
    /// <param name="name">
    /// The name of a <see cref="PackagedNetwork"/>, <c>resnet18-features</c>, or one of <see cref="Zoo.Names"/>, for example
    /// <c>vgg16</c>; case, dashes, dots and underscores do not matter.
    /// </param>
    /// <param name="weights">
    /// A file of weights, as <see cref="Network.LoadWeights(string, LoadWeightsOptions?)"/> takes it. The default value,
    /// null, takes the published ones of <see cref="WeightCatalog"/>: from the folder that <c>MLNETDEEP_MODELS</c> names,
    /// where they are downloaded to when they are missing.
    /// </param>
    /// <returns>The backbone. Names are checked, and files read, when an estimator is made of it.</returns>
    public static Backbone FromZoo(string name, string? weights = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Backbone(name, () => LoadFromZoo(name, weights));
    }

    /// <summary>Loads the network.</summary>
    /// <exception cref="OptionsException">The zoo has no such architecture or no weights for it.</exception>
    /// <exception cref="DeepLearningException">A file is damaged, or cannot be had; of a package, the message names it.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public Network Load() => _load().WithFreeBatch(required: false);

    /// <summary>Says where the network comes from.</summary>
    /// <returns>A name or path.</returns>
    public override string ToString() => _description;

    private static Network LoadFromZoo(string name, string? weights)
    {
        if (weights is null && PackagedNetwork.Find(name) is { } packaged)
        {
            return packaged.Load();
        }

        Architecture architecture = Zoo.FindArchitecture(name);
        if (weights is not null)
        {
            return Zoo.Create(architecture.Name).LoadWeights(weights);
        }

        // Weights nobody trained give features that say nothing.
        PublishedWeights published = WeightCatalog.All.FirstOrDefault(w => w.Architecture == architecture.Name)
            ?? throw new OptionsException(
            [
                $"No published weights of '{architecture.Name}' are known. Give a file with Backbone.FromZoo(\"{architecture.Name}\", weights: ...).",
            ]);

        // On a thread of the pool: nothing there waits for the caller's context.
        return Task.Run(() => new ModelStore().CreateAsync(published)).GetAwaiter().GetResult();
    }
}
