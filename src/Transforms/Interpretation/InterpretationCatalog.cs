using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Looking inside a model.</summary>
public static class InterpretationCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>Scores data with a model, in one pass, and finds out where it errs; the result can also look inside.</summary>
        /// <param name="model">A multiclass or binary model, or a chain with one, fitted or loaded.</param>
        /// <param name="data">Rows as the model takes them, with a label; keys that stand for the model's classes in another order are matched by value.</param>
        /// <param name="options">What is read and kept; null for the defaults.</param>
        /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
        /// <exception cref="ArgumentException">The model is neither multiclass nor binary.</exception>
        /// <exception cref="ColumnException">
        /// The image column is missing or does not fit the network; the label column is missing, of another type, or its keys
        /// stand for other values than the model's classes.
        /// </exception>
        /// <exception cref="DeepLearningException">The chain has no network, or several.</exception>
        public Interpretation Interpret(ITransformer model, IDataView data, InterpretationOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(data);
            options ??= new InterpretationOptions();
            OptionsCheck.Throw(options);
            (ConvNetTransformer network, IDataView rows) = model.Prepare(data);
            ConvNetTransformerOptions columns = network.Options;
            if (columns.Task is not (NetworkTask.Multiclass or NetworkTask.Binary))
                throw new ArgumentException($"A {columns.Task} model decides for no class; expected a multiclass or binary model.", nameof(model));

            IDataView scored = network.Transform(rows);
            ImageColumn image = ImageColumn.Bind(scored.Schema, columns.InputColumnName, network.Network);
            var losses = new LossCollector(options.TopLosses, options.TopClasses);
            Evaluation evaluation = EvaluationReader.Read(scored, new ReportEvaluationOptions
            {
                ImageColumnName = columns.InputColumnName,
                LabelColumnName = options.LabelColumnName ?? columns.LabelColumnName,
                ScoreColumnName = columns.ScoreColumnName,
                ProbabilityColumnName = columns.ProbabilityColumnName,
                PredictedLabelColumnName = columns.PredictedLabelColumnName,
                ClassNames = network.Classes?.Texts,
                MaximumMistakes = 0,
            }, row => InputPictures.For(row, image), losses);
            return new Interpretation(network, evaluation, losses.Rows(evaluation.ClassNames));
        }
    }
}
