using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>Scores images with a network, many rows at once, in ONNX Runtime.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>Features (in)</term><description>known-size vector of <see cref="float"/> or <see cref="byte"/>, as many
/// values as the network's input; [C, H, W], [H, W, C] or flat</description></item>
/// <item><term>PredictedLabel (out)</term><description>multiclass: key of <see cref="uint"/> with the label's key values;
/// binary: <see cref="bool"/></description></item>
/// <item><term>Score (out)</term><description>multiclass: vector of probabilities with slot names; binary: log-odds;
/// regression: the value</description></item>
/// <item><term>Probability (out)</term><description>binary: the probability of true</description></item>
/// </list>
/// Transforming is lazy and safe from many threads; all share one native session, which <see cref="Dispose"/> releases.
/// Rows whose image holds NaN are scored as ONNX Runtime scores them, usually NaN; their predicted key is missing.
/// </remarks>
public sealed class ConvNetTransformer : ITransformer, IDisposable, INetworkScorer
{
    /// <summary>The form in which the transformer is saved.</summary>
    internal static readonly SavedKind<ConvNetTransformerOptions> Saved = new(
        "ConvNet", SavedJson.Default.ConvNetTransformerOptions,
        static (environment, options, parts) => new ConvNetTransformer(environment, parts.Network(), options, parts.History));

    /// <summary>Creates a transformer from a network.</summary>
    /// <param name="environment">The <see cref="MLContext"/>: device "auto" follows it, warnings go to its log.</param>
    /// <param name="network">
    /// A network with one float input and one output: a score for each class, or one number for the other tasks. A
    /// softmax or sigmoid is appended when it does not end in one; auxiliary outputs are left out.
    /// </param>
    /// <param name="options">Columns, task, batch size and device.</param>
    /// <param name="history">The course of the training, if there is one.</param>
    /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
    /// <exception cref="DeepLearningException">The network does not fit the task, or the device cannot be used.</exception>
    public ConvNetTransformer(
        IHostEnvironment environment, Network network, ConvNetTransformerOptions options, TrainingHistory? history = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = options.Problems();
        if (problems.Count > 0)
            throw new OptionsException(problems);

        // A context that has made one of our transformers can also load them.
        if (environment is MLContext mlContext)
            _ = mlContext.DeepLearning;
        ScoringNetwork scoring = ScoringNetwork.For(network, options);
        Network = scoring.Network;
        Options = scoring.Classes is null ? options : options with { Classes = scoring.Classes };
        History = history;
        Session = new ScoringSession(
            scoring.Scored, scoring.OutputDimensions, new SessionSettings(options.Device, options.Threads, GetType()), environment);
    }

    /// <summary>The network, with its labels, ending in a softmax (multiclass) or sigmoid (binary).</summary>
    public Network Network { get; }

    /// <summary>The course of the training, or null when the network was not trained here.</summary>
    public TrainingHistory? History { get; }

    /// <summary>The options; <see cref="ConvNetTransformerOptions.Classes"/> is filled in for multiclass.</summary>
    public ConvNetTransformerOptions Options { get; }

    /// <summary>The classes in the order of their keys; null unless multiclass.</summary>
    public ClassLabels? Classes => Options.Classes;

    /// <summary>The device that is really used, "cpu" or "cuda:0" for example.</summary>
    public string Device => Session.Device.ToString();

    /// <summary>True: every row is scored by itself.</summary>
    public bool IsRowToRowMapper => true;

    internal ScoringSession Session { get; }

    ScoringSession INetworkScorer.Session => Session;

    int INetworkScorer.BatchSize => Options.BatchSize;

    /// <summary>Gives the input's columns and those that the transformer adds.</summary>
    /// <param name="inputSchema">The schema of the data.</param>
    /// <exception cref="ColumnException">The image column is missing or does not fit the network.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>Gives a view of the data with scores. Nothing is computed before a cursor asks for it.</summary>
    /// <param name="input">The data.</param>
    /// <exception cref="ColumnException">The image column is missing or does not fit the network.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ThrowIfDisposed();
        return new ScoredDataView(Bind(input.Schema), input);
    }

    /// <summary>Gives the one-row path that ML.NET's <c>PredictionEngine</c> takes.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <exception cref="ColumnException">The image column is missing or does not fit the network.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ThrowIfDisposed();
        return Bind(inputSchema);
    }

    /// <summary>Releases the native session, at once or when the last run that is under way has ended.</summary>
    public void Dispose() => Session.Dispose();

    INetworkInput INetworkScorer.BindInput(DataViewSchema input) => ImageColumn.Bind(input, Options.InputColumnName, Network);

    OutputColumn[] INetworkScorer.OutputColumns(DataViewSchema input) => OutputColumns.Of(Options, Classes, input);

    void ICanSaveModel.Save(ModelSaveContext ctx) => Saved.Save(ctx, Options, History, (SavedParts.NetworkEntry, Network));

    internal void ThrowIfDisposed() => Session.ThrowIfDisposed();

    private ScoreBindings Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ScoreBindings(this, inputSchema);
    }
}
