namespace MlNetDeep;

/// <summary>Transfer learning for <c>mlContext.DeepLearning</c>.</summary>
public static class FineTuneCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>Teaches a trained network new classes: a new head is trained on the features of the frozen backbone.</summary>
        /// <param name="network">
        /// A <see cref="Network"/>, the path of an ONNX file, or the name of an architecture whose published weights are
        /// taken. It is cut before its classifier.
        /// </param>
        /// <param name="labelColumnName">The label column: a key, a Boolean or a Single.</param>
        /// <param name="featureColumnName">The image column, a vector of Single or Byte.</param>
        /// <param name="epochs">Passes over the features, which are computed once and cached on disk.</param>
        /// <param name="learningRate">Learning rate of AdamW at the start; it falls to 0.</param>
        /// <exception cref="OptionsException">One or more arguments are not usable; the message names all of them.</exception>
        /// <exception cref="DeepLearningException">The backbone cannot be loaded, or its features cannot be found.</exception>
        public FineTuneEstimator FineTune(
            Backbone network, string labelColumnName = "Label", string featureColumnName = "Features", int epochs = 5,
            double learningRate = 0.003) => catalog.FineTune(new FineTuneOptions
            {
                Network = network,
                LabelColumnName = labelColumnName,
                FeatureColumnName = featureColumnName,
                Epochs = epochs,
                LearningRate = learningRate,
            });

        /// <summary>Teaches a trained network new classes, in stages.</summary>
        /// <param name="options">Backbone, head, stages, cache and training.</param>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        /// <exception cref="DeepLearningException">The backbone cannot be loaded, or its features cannot be found.</exception>
        public FineTuneEstimator FineTune(FineTuneOptions options) => new(catalog.Environment, options);
    }
}
