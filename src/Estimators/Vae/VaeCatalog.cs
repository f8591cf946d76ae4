namespace MlNetDeep;

/// <summary>Variational autoencoders in <c>mlContext.DeepLearning</c>.</summary>
public static class VaeCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>A trainer whose model encodes, reconstructs, scores and makes images.</summary>
        /// <param name="featureColumnName">The image column, a vector of Single (0..1) or Byte with the dimensions of an image.</param>
        /// <param name="latents">The length of a latent vector.</param>
        /// <param name="epochs">Passes over the data.</param>
        /// <param name="batchSize">Rows per step.</param>
        /// <param name="learningRate">Learning rate of Adam.</param>
        /// <exception cref="OptionsException">One or more arguments are not usable; the message names all of them.</exception>
        public VaeEstimator Vae(
            string featureColumnName = "Features", int latents = 20, int epochs = 10, int batchSize = 64,
            double learningRate = 0.001) => catalog.Vae(new VaeOptions
            {
                FeatureColumnName = featureColumnName,
                Latents = latents,
                Epochs = epochs,
                BatchSize = batchSize,
                LearningRate = learningRate,
            });

        /// <summary>A trainer whose model encodes, reconstructs, scores and makes images.</summary>
        /// <param name="options">All options.</param>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        public VaeEstimator Vae(VaeOptions options) => new(catalog.Environment, options);
    }
}
