using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Adds what a network sees in an image as a vector of features, for ML.NET's own trainers.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>image (in)</term><description>known-size vector of <see cref="float"/> or <see cref="byte"/>, as many
/// values as the network's input; [C, H, W], [H, W, C] or flat</description></item>
/// <item><term>Features (out)</term><description>vector of <see cref="float"/></description></item>
/// </list>
/// Transforming is lazy, batched, and safe from many threads; all share one native session, which <see cref="Dispose"/>
/// releases.
/// </remarks>
public sealed class NetworkFeaturizingTransformer : RowTransformer, IDisposable
{
    /// <summary>The form in which the transformer is saved.</summary>
    internal static readonly SavedKind<FeaturizingOptions> Saved = new(
        "Featurizer", SavedJson.Default.FeaturizingOptions,
        static (environment, options, parts) => new NetworkFeaturizingTransformer(environment, parts.Network(), options));

    private readonly ScoringSession _session;

    internal NetworkFeaturizingTransformer(IHostEnvironment environment, Network features, FeaturizingOptions options)
    {
        OptionsCheck.Throw(options);
        // A context that has made one of our transformers can also load them.
        if (environment is MLContext mlContext)
            _ = mlContext.DeepLearning;
        NetworkValue output = features.Outputs[0];
        if (features.Outputs.Count != 1 || output.ElementType != TensorElementType.Float || output.Shape.Count != 2
            || output.Shape[1] is not long size || size is < 1 or > InputShape.MaxSize)
        {
            throw new DeepLearningException(
                $"Network '{features.Name}' gives {InvariantText.Join(", ", features.Outputs)}; features are one output [N, features].");
        }

        Network = features;
        Options = options;
        Size = (int)size;
        _session = new ScoringSession(
            features, [size], new SessionSettings(options.Device, options.Threads, GetType()), environment);
    }

    /// <summary>The network from the image to the features <c>[N, features]</c>.</summary>
    public Network Network { get; }

    /// <summary>The options.</summary>
    public FeaturizingOptions Options { get; }

    /// <summary>The number of features of an image.</summary>
    public int Size { get; }

    /// <summary>The device that is really used, "cpu" or "cuda:0" for example.</summary>
    public string Device => _session.Device.ToString();

    /// <summary>Releases the native session, at once or when the last run that is under way has ended.</summary>
    public void Dispose() => _session.Dispose();

    private protected override void SaveModel(ModelSaveContext ctx) => Saved.Save(ctx, Options, null, (SavedParts.NetworkEntry, Network));

    private protected override RowMapping Map(DataViewSchema input) => new NetworkMapping(
        _session, Options.BatchSize, [ImageColumn.Bind(input, Options.Source, Network)],
        [new OutputColumn(Options.OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, Size), null, ScoreGetters.Vector)]);
}
