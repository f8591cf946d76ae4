using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Training;

namespace MlNetDeep;

/// <summary>Trains a network of any kind, on images or on columns of numbers; the type of the label says what it learns.</summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | known-size vector of Single (the network's input) or Byte (pixels) |
/// | label (in) | key, Boolean or vector of it, Single or vector of it |
/// | Score (out) | key: vector of Single, probabilities; Boolean: Single, the logit; Single: the value; vectors of labels have vectors |
/// | Probability (out) | Boolean: Single, or vector of it |
/// | PredictedLabel (out) | key: key with the label's key values; Boolean: Boolean, or vector of it |
///
/// The training itself is that of <see cref="ConvNetEstimator"/>, <see cref="BinaryConvNetEstimator"/>,
/// <see cref="MultiLabelConvNetEstimator"/> or <see cref="RegressionConvNetEstimator"/>, which have further options.
/// </remarks>
public sealed class NetworkEstimator : IValidatedEstimator<ConvNetTransformer>
{
    private readonly string _labelColumnName;
    private readonly Func<NetworkTask, IValidatedEstimator<ConvNetTransformer>> _trainerFor;

    internal NetworkEstimator(
        IHostEnvironment environment, Network network, string labelColumnName, string featureColumnName, int epochs, int batchSize, double learningRate)
    {
        _labelColumnName = labelColumnName;
        T Short<T>(T options)
            where T : NetworkTrainerOptions =>
            NetworkTrainerOptions.Short(options, labelColumnName, featureColumnName, epochs, batchSize, learningRate);
        _trainerFor = task => task switch
        {
            NetworkTask.Multiclass => new ConvNetEstimator(environment, Short(new ConvNetOptions { Network = network })),
            NetworkTask.Binary => new BinaryConvNetEstimator(environment, Short(new BinaryConvNetOptions { Network = network })),
            NetworkTask.MultiLabel => new MultiLabelConvNetEstimator(environment, Short(new MultiLabelConvNetOptions { Network = network })),
            _ => new RegressionConvNetEstimator(environment, Short(new RegressionConvNetOptions { Network = network })),
        };

        // What is wrong whatever the label is must be said now; what it is, only the rows say.
        bool isOne = network is not null && NetworkOutputs.ResultOf(network) is { } output && NetworkOutputs.Of(network, output) == 1;
        _ = _trainerFor(isOne ? NetworkTask.Regression : NetworkTask.Multiclass);
    }

    /// <summary>Trains on data.</summary>
    /// <param name="input">The training rows.</param>
    /// <returns>The trained model; dispose it when it is no longer used.</returns>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    /// <exception cref="OptionsException">The network has not the outputs that the label needs.</exception>
    /// <exception cref="TrainingException">The data cannot be learned from, or the loss or a weight is not a number.</exception>
    public ConvNetTransformer Fit(IDataView input) => Fit(input, null);

    /// <inheritdoc/>
    public ConvNetTransformer Fit(IDataView input, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _trainerFor(LabelReader.KindOf(input.Schema, _labelColumnName)).Fit(input, validationData);
    }

    /// <summary>The schema that the trained model gives for an input schema.</summary>
    /// <param name="inputSchema">The input schema.</param>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column label = SchemaShapes.Find(inputSchema, _labelColumnName);
        NetworkTask task = LabelTask.KindOf(label, null) ?? throw new ColumnException(
            label.Name, $"Label column '{label.Name}' is {SchemaShapes.Describe(label)}; expected {LabelTask.Expected(null)}.");
        return _trainerFor(task).GetOutputSchema(inputSchema);
    }
}
