using Microsoft.ML;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

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
        /// <param name="realColumnName">The column of the real images. The default value is "Image".</param>
        /// <param name="generatedColumnName">The column of the generated images; null for the same name.</param>
        /// <param name="layer">The layer, as in <see cref="Network.FindValue"/>; null for the one before the head.</param>
        /// <returns>The metrics.</returns>
        /// <exception cref="OptionsException">An argument is not usable, or there is no such layer.</exception>
        /// <exception cref="ColumnException">A column is missing, does not fit the network, or a row's features are not finite.</exception>
        /// <exception cref="DeepLearningException">There are too few rows, or the features cannot be found.</exception>
        public GenerativeMetrics EvaluateGenerated(
            IDataView real, IDataView generated, Network network, string realColumnName = "Image", string? generatedColumnName = null,
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
    }
}
