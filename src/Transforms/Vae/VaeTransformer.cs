using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>
/// Encodes and reconstructs images with a variational autoencoder, and says how well it knows them.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>Features (in)</term><description>known-size vector of <see cref="float"/> or <see cref="byte"/>, as many
/// values as the encoder's input; [C, H, W], [H, W, C] or flat</description></item>
/// <item><term>Latent, LogVariance (out)</term><description>vectors of <see cref="float"/> [L]: mean and logarithm of the
/// variance of q(z|x)</description></item>
/// <item><term>Reconstruction (out)</term><description>what the decoder makes of the mean: vector of <see cref="float"/>
/// [C, H, W], <see cref="MLImage"/> or vector of <see cref="byte"/></description></item>
/// <item><term>ReconstructionError (out)</term><description><see cref="float"/>: mean squared difference between input and
/// reconstruction</description></item>
/// <item><term>Elbo (out)</term><description><see cref="float"/>: the evidence lower bound in nats, the mean of log p(x|z)
/// over draws from q(z|x) minus KL(q(z|x) || p(z)), with p(z) standard normal</description></item>
/// <item><term>Score (out)</term><description><see cref="float"/>: the negative evidence lower bound; larger is stranger, as
/// <c>mlContext.AnomalyDetection.Evaluate</c> wants it</description></item>
/// <item><term>PredictedLabel (out)</term><description><see cref="bool"/>: whether the score is above
/// <see cref="VaeTransformerOptions.Threshold"/></description></item>
/// </list>
/// <para>
/// Transforming is lazy and safe from many threads; all share one native session, which <see cref="Dispose"/> releases.
/// <c>mlContext.DeepLearning.Sample</c> and <c>Interpolate</c> make new images with the decoder. Source: Kingma and
/// Welling, "Auto-Encoding Variational Bayes", 2013.
/// </para>
/// </remarks>
public sealed class VaeTransformer : RowTransformer, IDisposable
{
    /// <summary>The form in which the transformer is saved.</summary>
    internal static readonly SavedKind<VaeTransformerOptions> Saved = new(
        "Vae", SavedJson.Default.VaeTransformerOptions,
        static (environment, options, parts) => new VaeTransformer(environment, parts.Network(EncoderEntry), parts.Network(DecoderEntry), options, parts.History));

    private const string EncoderEntry = "Encoder.onnx";
    private const string DecoderEntry = "Decoder.onnx";

    private readonly IHostEnvironment _environment;
    private readonly VaeNetwork _network;
    private readonly ScoringSession _session;
    private readonly Lazy<GeneratorTransformer> _sampler;

    /// <summary>Creates a transformer from an encoder and a decoder.</summary>
    /// <param name="environment">The <see cref="MLContext"/>: device "auto" follows it.</param>
    /// <param name="encoder">
    /// One float input <c>[N, C, H, W]</c>, C = 1 or 3, and two outputs <c>[N, L]</c>: the mean and the logarithm of the
    /// variance of q(z|x).
    /// </param>
    /// <param name="decoder">
    /// One float input <c>[N, L]</c> and one output <c>[N, C, H, W]</c>; for the Bernoulli likelihood it ends in a sigmoid.
    /// </param>
    /// <param name="options">Columns, likelihood, threshold, batch size and device.</param>
    /// <param name="history">The course of the training, if there is one.</param>
    /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
    /// <exception cref="DeepLearningException">The networks do not fit each other, or the device cannot be used.</exception>
    public VaeTransformer(
        IHostEnvironment environment, Network encoder, Network decoder, VaeTransformerOptions options, TrainingHistory? history = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.Throw(options);

        // A context that has made one of our transformers can also load them.
        if (environment is MLContext mlContext)
            _ = mlContext.DeepLearning;
        _environment = environment;
        _network = VaeNetwork.For(encoder, decoder, options.Likelihood, options.Draws);
        Options = options;
        History = history;
        _session = new ScoringSession(
            _network.Scored, [_network.ScoreSize], new SessionSettings(options.Device, options.Threads, GetType(), IsRepeatable: true), environment);
        _sampler = new Lazy<GeneratorTransformer>(() => ToGenerator());
    }

    /// <summary>The encoder: image to mean and logarithm of the variance. <see cref="Network.Save(string)"/> exports it.</summary>
    public Network Encoder => _network.Encoder;

    /// <summary>The decoder: <c>z</c> to image. <see cref="Network.Save(string)"/> exports it.</summary>
    public Network Decoder => _network.Decoder.Network;

    /// <summary>The length of a latent vector.</summary>
    public int Latents => _network.Latents;

    /// <summary>The course of the training, or null when the networks were not trained here.</summary>
    public TrainingHistory? History { get; }

    /// <summary>The options.</summary>
    public VaeTransformerOptions Options { get; }

    /// <summary>The device that is really used, "cpu" or "cuda:0" for example.</summary>
    public string Device => _session.Device.ToString();

    /// <summary>The decoder as a generator that belongs to the transformer, made when first asked for.</summary>
    internal GeneratorTransformer Sampler
    {
        get
        {
            _session.ThrowIfDisposed();
            return _sampler.Value;
        }
    }

    /// <summary>Makes a transformer of the decoder alone: seeds or latent vectors in, images out.</summary>
    /// <param name="options">Columns and output; by default MLImages of a column "Seed", on this transformer's device.</param>
    /// <returns>A transformer of its own; dispose it when it is no longer used.</returns>
    /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
    public GeneratorTransformer ToGenerator(GeneratorOptions? options = null) => new(
        _environment, Decoder,
        options ?? new GeneratorOptions { BatchSize = Options.BatchSize, Device = Options.Device, Threads = Options.Threads }, History);

    /// <summary>Releases the native sessions, at once or when the last run that is under way has ended.</summary>
    public void Dispose()
    {
        _session.Dispose();
        if (_sampler.IsValueCreated)
            _sampler.Value.Dispose();
    }

    private protected override void SaveModel(ModelSaveContext ctx) => Saved.Save(ctx, Options, History, (EncoderEntry, Encoder), (DecoderEntry, Decoder));

    private protected override RowMapping Map(DataViewSchema input) => new NetworkMapping(
        _session, Options.BatchSize, [ImageColumn.Bind(input, Options.InputColumnName, Encoder)], VaeColumns.Of(Options, _network, input));
}
