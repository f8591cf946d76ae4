namespace MlNetDeep;

/// <summary>Generative adversarial networks in <c>mlContext.DeepLearning</c>.</summary>
public static class GanCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>A trainer whose model makes images.</summary>
        /// <param name="featureColumnName">The image column, a vector of Single or Byte with the dimensions of an image.</param>
        /// <param name="labelColumnName">The column of classes, a key; null for images of one kind.</param>
        /// <param name="epochs">Passes over the data.</param>
        /// <param name="batchSize">Rows per step.</param>
        /// <param name="learningRate">Learning rate of both networks.</param>
        /// <exception cref="OptionsException">One or more arguments are not usable; the message names all of them.</exception>
        public GanEstimator Gan(
            string featureColumnName = "Features", string? labelColumnName = null,
            int epochs = 10, int batchSize = 64, double learningRate = 0.0002) => catalog.Gan(new GanOptions
            {
                FeatureColumnName = featureColumnName,
                LabelColumnName = labelColumnName,
                Epochs = epochs,
                BatchSize = batchSize,
                LearningRate = learningRate,
            });

        /// <summary>A trainer whose model makes images.</summary>
        /// <param name="options">All options.</param>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        public GanEstimator Gan(GanOptions options) => new(catalog.Environment, options);
    }
}
