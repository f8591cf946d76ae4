using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>What rows that a model did not learn from say about its probabilities and decisions.</summary>
public static class DecisionCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>
        /// Calibrates a model's probabilities: the network divides its logits by the temperature of least log loss on the rows.
        /// The exported network does so too.
        /// </summary>
        /// <param name="model">A multiclass, binary or multi-label model. It stays as it is.</param>
        /// <param name="data">Rows with the model's columns and labels, not those that it was trained on; some hundreds at least.</param>
        /// <returns>The calibrated model, which has a session of its own; <see cref="ConvNetTransformer.Calibration"/> says what it came to.</returns>
        /// <exception cref="ColumnException">A column is missing or of another type, or its keys stand for other values.</exception>
        /// <exception cref="DeepLearningException">The model is a regression, or the rows do not tell a temperature.</exception>
        public ConvNetTransformer Calibrate(ConvNetTransformer model, IDataView data)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(data);
            ModelCalibration calibration = HeldOutReader.Read(catalog.Context, model, data).Calibrate(out string? problem)
                ?? throw new DeepLearningException($"No temperature can be found: {problem}. Give other rows, or more of them.");
            return new ConvNetTransformer(
                catalog.Environment, Temperature.Divide(model.Network, calibration.Temperature), model.Options with { Calibration = calibration }, model.History);
        }

        /// <summary>Calibrates the network in a chain, see the other overload.</summary>
        /// <param name="model">A chain with one network that decides.</param>
        /// <param name="data">Rows as raw as the chain takes them, with labels.</param>
        /// <returns>The chain with the calibrated model in it; the other parts are those of <paramref name="model"/>.</returns>
        /// <exception cref="ColumnException">A column is missing or of another type, or its keys stand for other values.</exception>
        /// <exception cref="DeepLearningException">There is not exactly one network, it is a regression, or the rows do not tell a temperature.</exception>
        public TransformerChain<ITransformer> Calibrate(ITransformer model, IDataView data)
        {
            ArgumentNullException.ThrowIfNull(data);
            (ConvNetTransformer network, IDataView rows) = model.Prepare(data);
            return model.WithConvNet(catalog.Calibrate(network, rows));
        }

        /// <summary>Finds above which probability yes should be predicted.</summary>
        /// <param name="model">A binary or multi-label model, or a chain with one.</param>
        /// <param name="data">Rows as the model takes them, with labels; not those that it was trained on.</param>
        /// <param name="rule">What is asked of the threshold.</param>
        /// <returns>The threshold and what it comes to, of each class for multi-label; give them to <see cref="ConvNetTransformer.WithThresholds"/>.</returns>
        /// <exception cref="ColumnException">A column is missing or of another type.</exception>
        /// <exception cref="DeepLearningException">The model decides nothing by a threshold, or no threshold does what is asked.</exception>
        public IReadOnlyList<ThresholdChoice> FindThresholds(ITransformer model, IDataView data, DecisionThreshold rule)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(data);
            ArgumentNullException.ThrowIfNull(rule);
            (ConvNetTransformer network, IDataView rows) = model.Prepare(data);
            if (network.Options.Task is not (NetworkTask.Binary or NetworkTask.MultiLabel))
                throw new DeepLearningException($"A {network.Options.Task} model decides nothing by a threshold; expected a binary or multi-label one.");
            if (!rule.IsChosen)
                throw new DeepLearningException($"The rule is the threshold {rule} itself; expected BestF1, AtPrecision or AtRecall.");
            IReadOnlyList<(ThresholdChoice? Choice, string? Problem)> found = HeldOutReader.Read(catalog.Context, network, rows).Choose(rule);
            string[] problems = [.. found.Select((f, i) => (f, i)).Where(p => p.f.Choice is null)
                .Select(p => $"{(network.Classes is { } classes ? $"class '{classes.Texts[p.i]}': " : "")}{p.f.Problem}")];
            return problems.Length == 0
                ? [.. found.Select(f => f.Choice!)]
                : throw new DeepLearningException($"No threshold can be found: {string.Join("; ", problems)}.");
        }

        /// <summary>Compares the decisions of a multi-label model with the truth.</summary>
        /// <param name="scored">Rows that the model has scored, with labels.</param>
        /// <param name="labelColumnName">The label column: a vector of Boolean, or of Single that are 0 or 1.</param>
        /// <param name="predictedLabelColumnName">The column of decisions, a vector of Boolean.</param>
        /// <param name="scoreColumnName">The column of log-odds or probabilities, a vector of Single; its order alone counts.</param>
        /// <returns>The metrics, over all and of each class.</returns>
        /// <exception cref="ColumnException">A column is missing or of another type.</exception>
        public MultiLabelMetrics EvaluateMultiLabel(
            IDataView scored, string labelColumnName = "Label", string predictedLabelColumnName = "PredictedLabel", string scoreColumnName = "Score")
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(scored);
            return MultiLabelEvaluator.Evaluate(scored, labelColumnName, predictedLabelColumnName, scoreColumnName);
        }
    }
}
