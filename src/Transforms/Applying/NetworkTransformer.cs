using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>
/// Runs any network on rows: a column for each input and for each output. For what is neither classes nor one number:
/// segmentation, super-resolution, style, detection, embeddings.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>one for each input (in)</term><description>images: known-size vector of <see cref="float"/> or
/// <see cref="byte"/>; others: <see cref="float"/>, or known-size vector of it</description></item>
/// <item><term>one for each output (out)</term><description>vector of <see cref="float"/> of the output's dimensions without the
/// batch, <see cref="float"/> when there are none, or <see cref="MLImage"/></description></item>
/// </list>
/// Numbers that are NaN or infinite are refused where the network does not ask for them (IsNaN, IsInf, Imputer); what it gives
/// is handed on as it is, but for images, whose values must be finite.
/// Inputs and outputs of half precision, whole numbers or truth values become numbers of <see cref="float"/>. A height and a
/// width that the network leaves open are those of the column. Transforming is lazy, batched, and safe from many threads; all
/// share one native session, which <see cref="Dispose"/> releases.
/// </remarks>
public sealed class NetworkTransformer : RowTransformer, IDisposable
{
    /// <summary>The form in which the transformer is saved.</summary>
    internal static readonly SavedKind<NetworkTransformerOptions> Saved = new(
        "Network", SavedJson.Default.NetworkTransformerOptions,
        static (environment, options, parts) => new NetworkTransformer(environment, parts.Network(), options));

    private readonly Network _scored;
    private readonly ScoringSession _session;

    /// <summary>Creates a transformer from a network.</summary>
    /// <param name="environment">The <see cref="MLContext"/>: device "auto" follows it, warnings go to its log.</param>
    /// <param name="network">The network. What its outputs do not need is left out.</param>
    /// <param name="options">Columns, batch size and device.</param>
    /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
    /// <exception cref="DeepLearningException">The device cannot be used, or ONNX Runtime refuses the network.</exception>
    public NetworkTransformer(IHostEnvironment environment, Network network, NetworkTransformerOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.Throw(options, options.ProblemsWith(network));

        // A context that has made one of our transformers can also load them.
        if (environment is MLContext mlContext)
            _ = mlContext.DeepLearning;
        Network = network;
        Options = options;
        _scored = FloatEnds.Of(network);
        _session = new ScoringSession(_scored, null, new SessionSettings(options.Device, options.Threads, GetType()), environment);
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>The options.</summary>
    public NetworkTransformerOptions Options { get; }

    /// <summary>The device that is really used, "cpu" or "cuda:0" for example.</summary>
    public string Device => _session.Device.ToString();

    /// <summary>Releases the native session, at once or when the last run that is under way has ended.</summary>
    public void Dispose() => _session.Dispose();

    private protected override void SaveModel(ModelSaveContext ctx) => Saved.Save(ctx, Options, null, (SavedParts.NetworkEntry, Network));

    private protected override RowMapping Map(DataViewSchema input)
    {
        INetworkInput[] inputs =
            [.. _scored.Inputs.Select(value => NetworkInputs.Bind(input, Options.InputColumn(value.Name), _scored, value))];
        IReadOnlyList<long>[] outputs = OutputShapes.Of(_scored, [.. inputs.Select(bound => bound.Shape)]);
        return new NetworkMapping(
            _session, Options.BatchSize, inputs, new BatchShape([.. inputs.Select(bound => bound.Shape)], outputs),
            [.. outputs.Select((dimensions, i) => Column(i, dimensions))],
            [.. Enumerable.Range(0, outputs.Length).Where(i => Options.ImageOutputs.Contains(_scored.Outputs[i].Name))]);
    }

    private OutputColumn Column(int index, IReadOnlyList<long> dimensions)
    {
        string output = _scored.Outputs[index].Name, name = Options.OutputColumn(output);
        if (Options.ImageOutputs.Contains(output))
        {
            return dimensions is [1 or 3, var height, var width]
                ? ImageOutput.Column(name, index, PixelRestoring.Of(_scored, output, (int)dimensions[0]), (int)height, (int)width)
                : throw new ColumnException(name,
                    $"Output '{output}' of network '{Network.Name}' is [N, {InvariantText.Join(", ", dimensions)}], which is no image; expected [N, 1, H, W] or "
                    + "[N, 3, H, W]. Leave it out of ImageOutputs to get a vector.");
        }

        return dimensions.Count == 0
            ? new OutputColumn(name, NumberDataViewType.Single, null, source => ScoreGetters.Single(source, index))
            : new OutputColumn(
                name, new VectorDataViewType(NumberDataViewType.Single, (int[])[.. dimensions.Select(d => (int)d)]), null,
                source => ScoreGetters.Vector(source, index));
    }
}
