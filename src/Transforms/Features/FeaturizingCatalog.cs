namespace MlNetDeep;

/// <summary>Features of images for ML.NET's own trainers.</summary>
public static class FeaturizingCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>Adds what a network sees in an image as a vector of features.</summary>
        /// <param name="outputColumnName">The column of features, a vector of <see cref="float"/>.</param>
        /// <param name="network">A trained network; what comes after the layer is left out.</param>
        /// <param name="layer">
        /// The layer whose output is taken, its maps averaged, as in <see cref="Network.FindValue"/>; null for what the
        /// classifier at the end of the network decides by.
        /// </param>
        /// <param name="inputColumnName">The image column, a vector of Single or Byte; null for the output column's name.</param>
        /// <exception cref="OptionsException">An argument is not usable, or there is no such layer; the message suggests the nearest.</exception>
        /// <exception cref="DeepLearningException">No layer was named, and the features cannot be found.</exception>
        public NetworkFeaturizingEstimator Featurize(
            string outputColumnName, Network network, string? layer = null, string? inputColumnName = null) =>
            catalog.Featurize(network, new FeaturizingOptions
            {
                OutputColumnName = outputColumnName,
                InputColumnName = inputColumnName,
                Layer = layer,
            });

        /// <summary>Adds what a network sees in an image as a vector of features.</summary>
        /// <param name="network">A trained network; what comes after the layer is left out.</param>
        /// <param name="options">Columns, layer, pooling, batch size and device.</param>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        /// <exception cref="DeepLearningException">No layer was named, and the features cannot be found.</exception>
        public NetworkFeaturizingEstimator Featurize(Network network, FeaturizingOptions options) =>
            new(catalog.Environment, network, options);
    }
}
