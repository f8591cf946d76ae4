using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Adds the judging of generated images to <c>mlContext.DeepLearning</c>.</summary>
public static class JudgingCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>
        /// Compares generated images with real ones in what a network sees in them: Fréchet and kernel distance, precision
        /// and recall.
        /// </summary>
        /// <param name="real">Rows with real images.</param>
        /// <param name="generated">Rows with generated images.</param>
        /// <param name="network">A trained network, one that tells such images apart.</param>
        /// <param name="realColumnName">The column of the real images. The default value is null: "Image", or "Features" where there is no "Image".</param>
        /// <param name="generatedColumnName">The column of the generated images; null for the same name.</param>
        /// <param name="layer">The layer, as in <see cref="Network.FindValue"/>; null for the one before the head.</param>
        /// <returns>The metrics.</returns>
        /// <exception cref="OptionsException">An argument is not usable, or there is no such layer.</exception>
        /// <exception cref="ColumnException">A column is missing, does not fit the network, or a row's features are not finite.</exception>
        /// <exception cref="DeepLearningException">There are too few rows, or the features cannot be found.</exception>
        public GenerativeMetrics EvaluateGenerated(
            IDataView real, IDataView generated, Network network, string? realColumnName = null, string? generatedColumnName = null,
            string? layer = null) => catalog.EvaluateGenerated(real, generated, network, new GenerativeEvaluationOptions
            {
                RealColumnName = realColumnName,
                GeneratedColumnName = generatedColumnName,
                Layer = layer,
            });

        /// <summary>
        /// Compares generated images with real ones in what a network sees in them: Fréchet and kernel distance, precision
        /// and recall.
        /// </summary>
        /// <param name="real">Rows with real images.</param>
        /// <param name="generated">Rows with generated images.</param>
        /// <param name="network">A trained network, one that tells such images apart.</param>
        /// <param name="options">Columns, layer, neighbours, subsets, limits and device.</param>
        /// <returns>The metrics.</returns>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        /// <exception cref="ColumnException">A column is missing, does not fit the network, or a row's features are not finite.</exception>
        /// <exception cref="DeepLearningException">There are too few rows, or the features cannot be found.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public GenerativeMetrics EvaluateGenerated(
            IDataView real, IDataView generated, Network network, GenerativeEvaluationOptions options)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(real);
            ArgumentNullException.ThrowIfNull(generated);
            ArgumentNullException.ThrowIfNull(network);
            ArgumentNullException.ThrowIfNull(options);
            return GenerativeEvaluator.Evaluate(catalog.Context, real, generated, network, options);
        }

        /// <summary>
        /// Finds the training images nearest to generated ones in what a network sees in them: a generator that repeats its
        /// training images has distances near 0.
        /// </summary>
        /// <param name="training">Rows with the images that the generator was trained with.</param>
        /// <param name="generated">Rows with generated images, of which the first are looked at.</param>
        /// <param name="network">A trained network, one that tells such images apart.</param>
        /// <param name="options">Columns, numbers, layer and device. The default value is null: the defaults.</param>
        /// <returns>The neighbours, as rows, distances and pictures.</returns>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        /// <exception cref="ColumnException">A column is missing, does not fit the network, or a row's features are not finite.</exception>
        /// <exception cref="DeepLearningException">There are too few rows, or the features cannot be found.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public NearestNeighbours FindNearestNeighbours(
            IDataView training, IDataView generated, Network network, NearestNeighbourOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(training);
            ArgumentNullException.ThrowIfNull(generated);
            ArgumentNullException.ThrowIfNull(network);
            return NeighbourSearch.Find(catalog.Context, training, generated, network, options ?? new NearestNeighbourOptions());
        }

        /// <summary>Counts how many samples of a conditional generator a classifier takes for the class that was asked for.</summary>
        /// <param name="generated">Rows with generated images and the class that was asked for.</param>
        /// <param name="classifier">
        /// A trained classifier: a <see cref="ConvNetTransformer"/>, or any transformer that adds a predicted key or Boolean.
        /// It is not disposed.
        /// </param>
        /// <param name="classColumnName">The column of the classes. The default value is "Label".</param>
        /// <param name="imageColumnName">The image column, as <see cref="ClassEvaluationOptions.ImageColumnName"/>.</param>
        /// <returns>The accuracy, overall and of each class.</returns>
        /// <exception cref="OptionsException">An argument is not usable.</exception>
        /// <exception cref="ColumnException">A column is missing or does not fit, or has a class that the classifier does not know.</exception>
        public ConditionalMetrics EvaluateConditional(
            IDataView generated, ITransformer classifier, string classColumnName = "Label", string? imageColumnName = null) =>
            catalog.EvaluateConditional(generated, classifier, new ClassEvaluationOptions
            {
                ClassColumnName = classColumnName,
                ImageColumnName = imageColumnName,
            });

        /// <summary>Counts how many samples of a conditional generator a classifier takes for the class that was asked for.</summary>
        /// <param name="generated">Rows with generated images and the class that was asked for.</param>
        /// <param name="classifier">A trained classifier, as in the other overload.</param>
        /// <param name="options">Columns and cancellation.</param>
        /// <returns>The accuracy, overall and of each class.</returns>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        /// <exception cref="ColumnException">A column is missing or does not fit, or has a class that the classifier does not know.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public ConditionalMetrics EvaluateConditional(IDataView generated, ITransformer classifier, ClassEvaluationOptions options)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(generated);
            ArgumentNullException.ThrowIfNull(classifier);
            ArgumentNullException.ThrowIfNull(options);
            return ClassEvaluator.Accuracy(catalog.Context, generated, classifier, options);
        }

        /// <summary>Counts how many samples of a generator a classifier takes for each class.</summary>
        /// <param name="generated">Rows with generated images.</param>
        /// <param name="classifier">
        /// A trained classifier: a <see cref="ConvNetTransformer"/>, or any transformer that adds a predicted key or Boolean.
        /// It is not disposed.
        /// </param>
        /// <param name="imageColumnName">The image column, as <see cref="ClassEvaluationOptions.ImageColumnName"/>.</param>
        /// <returns>The counts and their spread.</returns>
        /// <exception cref="OptionsException">An argument is not usable.</exception>
        /// <exception cref="ColumnException">A column is missing or does not fit.</exception>
        public ClassBalance EvaluateBalance(IDataView generated, ITransformer classifier, string? imageColumnName = null) =>
            catalog.EvaluateBalance(generated, classifier, new ClassEvaluationOptions { ImageColumnName = imageColumnName });

        /// <summary>Counts how many samples of a generator a classifier takes for each class.</summary>
        /// <param name="generated">Rows with generated images.</param>
        /// <param name="classifier">A trained classifier, as in the other overload.</param>
        /// <param name="options">Columns and cancellation.</param>
        /// <returns>The counts and their spread.</returns>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        /// <exception cref="ColumnException">A column is missing or does not fit.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public ClassBalance EvaluateBalance(IDataView generated, ITransformer classifier, ClassEvaluationOptions options)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(generated);
            ArgumentNullException.ThrowIfNull(classifier);
            ArgumentNullException.ThrowIfNull(options);
            return ClassEvaluator.Balance(catalog.Context, generated, classifier, options);
        }
    }
}
