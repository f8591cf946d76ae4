using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Looking inside a model.</summary>
public static class InterpretationCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>Scores data with a model, in one pass, and finds out where it errs; the result can also look inside.</summary>
        /// <param name="model">A multiclass or binary model.</param>
        /// <param name="data">Rows with the model's image column and a label.</param>
        /// <param name="options">What is read and kept; null for the defaults.</param>
        /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
        /// <exception cref="ArgumentException">The model is a regression, or the label column is missing or of another type.</exception>
        /// <exception cref="ColumnException">The image column is missing or does not fit the network.</exception>
        public Interpretation Interpret(ConvNetTransformer model, IDataView data, InterpretationOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(data);
            options ??= new InterpretationOptions();
            options.Check();
            if (model.Options.Task == NetworkTask.Regression)
                throw new ArgumentException("A regression has no classes to interpret; expected a multiclass or binary model.", nameof(model));

            IDataView scored = model.Transform(data);
            ImageColumn image = ImageColumn.Bind(scored.Schema, model.Options.InputColumnName, model.Network);
            var losses = new LossCollector(options.TopLosses, options.TopClasses);
            Evaluation evaluation = EvaluationReader.Read(scored, new ReportEvaluationOptions
            {
                ImageColumnName = model.Options.InputColumnName,
                LabelColumnName = options.LabelColumnName ?? model.Options.LabelColumnName,
                ScoreColumnName = model.Options.ScoreColumnName,
                ProbabilityColumnName = model.Options.ProbabilityColumnName,
                ClassNames = model.Options.Classes?.Texts,
                MaximumMistakes = 0,
            }, row => InputPictures.For(row, image), losses);
            return new Interpretation(model, evaluation, losses.Rows(evaluation.ClassNames));
        }
    }
}
