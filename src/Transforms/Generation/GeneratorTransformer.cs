using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Adds a column of images that a generator makes: of seeds, of latent vectors, or fresh ones.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>Seed (in)</term><description>any integer; the same seed gives the same image</description></item>
/// <item><term>latent vector (in, instead)</term><description>known-size vector of <see cref="float"/></description></item>
/// <item><term>Label (in, generators with classes)</term><description>key; without it the class follows from the seed
/// </description></item>
/// <item><term>Image (out)</term><description><see cref="MLImage"/>, or vector of <see cref="float"/> or
/// <see cref="byte"/></description></item>
/// </list>
/// <para>
/// Rows without seed and latent vector get fresh images, of a seed that the transformer draws from its
/// <see cref="MLContext"/> when first needed, and of the row's id: the same for the same row of the same transformer,
/// others after loading the model again unless the context has a seed.
/// </para>
/// <para>
/// Transforming is lazy and safe from many threads; all share one native session, which <see cref="Dispose"/> releases.
/// Every <see cref="MLImage"/> is a new one and belongs to whoever asked for it, as with ML.NET's <c>ConvertToImage</c>.
/// </para>
/// </remarks>
public sealed class GeneratorTransformer : RowTransformer, IDisposable
{
    /// <summary>The form in which the transformer is saved.</summary>
    internal static readonly SavedKind<GeneratorOptions> Saved = new(
        "Generator", SavedJson.Default.GeneratorOptions,
        static (environment, options, parts) => new GeneratorTransformer(
            environment, parts.Network(), options, parts.History, parts.Has(DiscriminatorEntry) ? parts.Network(DiscriminatorEntry) : null));

    private const string DiscriminatorEntry = "Discriminator.onnx";

    private readonly GeneratorNetwork _network;
    private readonly ScoringSession _session;
    private readonly Lazy<long> _fresh;

    /// <summary>Creates a transformer from a generator.</summary>
    /// <param name="environment">The <see cref="MLContext"/>: device "auto" follows it, fresh seeds come from it.</param>
    /// <param name="generator">
    /// A network with one float input <c>[N, L]</c>, see <see cref="Network.Generator"/> for what it is made up of
    /// (without it L latent numbers), and one output <c>[N, C, H, W]</c> with C = 1 or 3. Its preprocessing, reversed,
    /// makes pixels of the output; without one the output is -1..1 after a hyperbolic tangent, 0..1 otherwise.
    /// </param>
    /// <param name="options">Columns, output, batch size and device.</param>
    /// <param name="history">The course of the training, if there is one.</param>
    /// <param name="discriminator">The network that the generator was trained against; kept and saved, not used.</param>
    /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
    /// <exception cref="DeepLearningException">The network is no generator, or the device cannot be used.</exception>
    public GeneratorTransformer(
        IHostEnvironment environment, Network generator, GeneratorOptions options, TrainingHistory? history = null,
        Network? discriminator = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.Throw(options);

        // A context that has made one of our transformers can also load them.
        if (environment is MLContext mlContext)
            _ = mlContext.DeepLearning;
        _network = GeneratorNetwork.For(generator, options.Classes);
        if (options.Class is { } name)
            _network.ClassIndex(name);
        Options = _network.Classes is null ? options : options with { Classes = _network.Classes };
        History = history;
        Discriminator = discriminator;
        _session = new ScoringSession(
            _network.Network, [_network.Image.Channels, _network.Image.Height, _network.Image.Width],
            new SessionSettings(options.Device, options.Threads, GetType(), IsRepeatable: true), environment);

        // Drawn when needed: drawing changes what the context gives to others.
        _fresh = new Lazy<long>(() => environment.Register(nameof(GeneratorTransformer)).Rand.NextInt64(long.MaxValue));
    }

    /// <summary>The generator, its input named <c>z</c>, with the classes as labels.</summary>
    public Network Generator => _network.Network;

    /// <summary>The network that the generator was trained against, or null.</summary>
    public Network? Discriminator { get; }

    /// <summary>The course of the training, or null when the generator was not trained here.</summary>
    public TrainingHistory? History { get; }

    /// <summary>The options; <see cref="GeneratorOptions.Classes"/> is filled in when the generator has classes.</summary>
    public GeneratorOptions Options { get; }

    /// <summary>What the generator's input is made up of.</summary>
    public GeneratorLayout Layout => _network.Layout;

    /// <summary>The classes that images can be asked for by; null when there are none.</summary>
    public ClassLabels? Classes => _network.Classes;

    /// <summary>The device that is really used, "cpu" or "cuda:0" for example.</summary>
    public string Device => _session.Device.ToString();

    /// <summary>What the network is, for sampling.</summary>
    internal GeneratorNetwork Parts => _network;

    /// <summary>Releases the native session, at once or when the last run that is under way has ended.</summary>
    public void Dispose() => _session.Dispose();

    private protected override void SaveModel(ModelSaveContext ctx) => Saved.Save(
        ctx, Options, History,
        [(SavedParts.NetworkEntry, Generator), .. Discriminator is { } network ? [(DiscriminatorEntry, network)] : Array.Empty<(string, Network)>()]);

    /// <summary>Images of the same generator with other columns or output; they need the transformer.</summary>
    internal IDataView Sample(IDataView input, GeneratorOptions options) => RowView.Over(
        input, Map(input.Schema, options, () => throw new InvalidOperationException("Every sampled row has a seed or a latent vector.")));

    private protected override RowMapping Map(DataViewSchema input) => Map(input, Options, () => _fresh.Value);

    private NetworkMapping Map(DataViewSchema input, GeneratorOptions options, Func<long> freshSeed) => new(
        _session, options.BatchSize, [LatentInput.Bind(input, _network, options, freshSeed)], [GeneratedColumn.Of(options, _network)]);
}
