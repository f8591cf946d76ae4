using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

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
public sealed class NetworkFeaturizingTransformer : ITransformer, IDisposable, INetworkScorer
{
    /// <summary>The form in which the transformer is saved.</summary>
    internal static readonly SavedKind<FeaturizingOptions> Saved = new(
        "Featurizer", SavedJson.Default.FeaturizingOptions,
        static (environment, options, parts) => new NetworkFeaturizingTransformer(environment, parts.Network(), options));

    private readonly ScoringSession _session;

    internal NetworkFeaturizingTransformer(IHostEnvironment environment, Network features, FeaturizingOptions options)
    {
        List<string> problems = options.Problems();
        if (problems.Count > 0)
            throw new OptionsException(problems);
        // A context that has made one of our transformers can also load them.
        if (environment is MLContext mlContext)
            _ = mlContext.DeepLearning;
        NetworkValue output = features.Outputs[0];
        if (features.Outputs.Count != 1 || output.ElementType != TensorElementType.Float || output.Shape.Count != 2
            || output.Shape[1] is not long size || size is < 1 or > InputShape.MaxSize)
        {
            throw new DeepLearningException(
                $"Network '{features.Name}' gives {string.Join(", ", features.Outputs)}; features are one output [N, features].");
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

    /// <summary>True: every row is featurized by itself.</summary>
    public bool IsRowToRowMapper => true;

    int INetworkScorer.BatchSize => Options.BatchSize;

    ScoringSession INetworkScorer.Session => _session;

    /// <summary>Gives the input's columns and the features.</summary>
    /// <param name="inputSchema">The schema of the data.</param>
    /// <exception cref="ColumnException">The image column is missing or does not fit the network.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>Gives a view of the data with features. Nothing is computed before a cursor asks for it.</summary>
    /// <param name="input">The data.</param>
    /// <exception cref="ColumnException">The image column is missing or does not fit the network.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _session.ThrowIfDisposed();
        return new ScoredDataView(Bind(input.Schema), input);
    }

    /// <summary>Gives the one-row path that ML.NET's <c>PredictionEngine</c> takes.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <exception cref="ColumnException">The image column is missing or does not fit the network.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _session.ThrowIfDisposed();
        return Bind(inputSchema);
    }

    /// <summary>Releases the native session, at once or when the last run that is under way has ended.</summary>
    public void Dispose() => _session.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => Saved.Save(ctx, Options, null, (SavedParts.NetworkEntry, Network));

    INetworkInput INetworkScorer.BindInput(DataViewSchema input) => ImageColumn.Bind(input, Options.Source, Network);

    OutputColumn[] INetworkScorer.OutputColumns(DataViewSchema input) =>
    [
        new(Options.OutputColumnName, new VectorDataViewType(NumberDataViewType.Single, Size),
            new DataViewSchema.Annotations.Builder().ToAnnotations(), ScoreGetters.Vector),
    ];

    private ScoreBindings Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ScoreBindings(this, inputSchema);
    }
}
