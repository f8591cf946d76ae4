using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Scores images with a network, many rows at once, in ONNX Runtime.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>Features (in)</term><description>known-size vector of <see cref="float"/> or <see cref="byte"/>, as many
/// values as the network's input; [C, H, W], [H, W, C] or flat</description></item>
/// <item><term>PredictedLabel (out)</term><description>multiclass: key of <see cref="uint"/> with the label's key values;
/// binary: <see cref="bool"/>; multi-label: vector of <see cref="bool"/> with slot names</description></item>
/// <item><term>Score (out)</term><description>multiclass: vector of probabilities with slot names; binary: log-odds;
/// multi-label: vector of log-odds with slot names; regression: the value, or the vector of values</description></item>
/// <item><term>Probability (out)</term><description>binary: the probability of true; multi-label: that of each class</description></item>
/// </list>
/// Transforming is lazy and safe from many threads; all share one native session, which <see cref="Dispose"/> releases.
/// A row with a value that is NaN or infinite is an error that names it, and so is one that the network makes such a score of.
/// <para>
/// It is what ML.NET's <c>PermutationFeatureImportance</c> takes, where Features are a vector of <see cref="float"/>.
/// </para>
/// </remarks>
public sealed class ConvNetTransformer : RowTransformer, ISingleFeaturePredictionTransformer<Network>, IDisposable
{
    /// <summary>The form in which the transformer is saved.</summary>
    internal static readonly SavedKind<ConvNetTransformerOptions> Saved = new(
        "ConvNet", SavedJson.Default.ConvNetTransformerOptions,
        static (environment, options, parts) => new ConvNetTransformer(environment, parts.Network(), options, parts.History));

    private readonly IHostEnvironment _environment;
    private readonly int _scores;

    /// <summary>Creates a transformer from a network.</summary>
    /// <param name="environment">The <see cref="MLContext"/>: device "auto" follows it, warnings go to its log.</param>
    /// <param name="network">
    /// A network with one output: a score for each class, one number for yes and no, a number for each quantity. A softmax or sigmoid is appended
    /// when it does not end in one; auxiliary outputs are left out. Its first input is the image; of several inputs, each
    /// other one is read from the column of its name, numbers of <see cref="float"/>.
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
        OptionsCheck.Throw(options);

        // A context that has made one of our transformers can also load them.
        if (environment is MLContext mlContext)
            _ = mlContext.DeepLearning;
        ScoringNetwork scoring = ScoringNetwork.For(network, options);
        _environment = environment;
        _scores = (int)scoring.OutputDimensions.Aggregate(1L, (size, dimension) => size * dimension);
        Network = scoring.Network;
        Options = scoring.Classes is null ? options : options with { Classes = scoring.Classes };
        History = history;
        Session = new ScoringSession(
            scoring.Scored, scoring.OutputDimensions, new SessionSettings(options.Device, options.Threads, GetType()), environment);
    }

    /// <summary>The network, with its labels, ending in a softmax (multiclass) or sigmoid (binary, multi-label).</summary>
    public Network Network { get; }

    /// <summary>The course of the training, or null when the network was not trained here.</summary>
    public TrainingHistory? History { get; }

    /// <summary>The options; <see cref="ConvNetTransformerOptions.Classes"/> is filled in for multiclass and multi-label.</summary>
    public ConvNetTransformerOptions Options { get; }

    /// <summary>The classes in the order of their keys, or of the label's vector; null unless multiclass or multi-label.</summary>
    public ClassLabels? Classes => Options.Classes;

    /// <summary>How the probabilities were calibrated; null when they were not.</summary>
    public ModelCalibration? Calibration => Options.Calibration;

    /// <summary>The device that is really used, "cpu" or "cuda:0" for example.</summary>
    public string Device => Session.Device.ToString();

    Network IPredictionTransformer<Network>.Model => Network;

    string ISingleFeaturePredictionTransformer<Network>.FeatureColumnName => Options.InputColumnName;

    DataViewType ISingleFeaturePredictionTransformer<Network>.FeatureColumnType =>
        new VectorDataViewType(NumberDataViewType.Single, Network.Inputs[0].Shape.Skip(1).Select(dimension => (int)(dimension ?? 0)).ToArray());

    internal ScoringSession Session { get; }

    /// <summary>The same model with other thresholds; it has a session of its own, and both are disposed by themselves.</summary>
    /// <param name="thresholds">As <see cref="ConvNetTransformerOptions.Thresholds"/>.</param>
    /// <exception cref="OptionsException">The thresholds cannot be used.</exception>
    public ConvNetTransformer WithThresholds(params IEnumerable<double> thresholds) => new(_environment, Network, Options with { Thresholds = [.. thresholds] }, History);

    /// <summary>Releases the native session, at once or when the last run that is under way has ended.</summary>
    public void Dispose() => Session.Dispose();

    private protected override void SaveModel(ModelSaveContext ctx) => Saved.Save(ctx, Options, History, (SavedParts.NetworkEntry, Network));

    private protected override RowMapping Map(DataViewSchema input) => new NetworkMapping(
        Session, Options.BatchSize, NetworkInputs.Bind(input, Options.InputColumnName, Network), OutputColumns.Of(Options, Classes, _scores, input));
}
