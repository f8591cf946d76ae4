namespace MlNetDeep;

/// <summary>A trainer of networks of any kind for <c>mlContext.DeepLearning</c>.</summary>
public static class NetworkEstimatorCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>
        /// A trainer for any network: a key label gives a classifier, a Boolean one a model that says yes or no, a Single a number; a
        /// vector of Booleans or Singles gives several of them.
        /// </summary>
        /// <param name="network">
        /// The network, with one output per class or number. Its last activation may be left out: softmax or sigmoid are put there.
        /// </param>
        /// <param name="labelColumnName">The label column: key, Boolean, Single, or a vector of Booleans or Singles.</param>
        /// <param name="featureColumnName">The column that the network reads, a vector of Single or Byte.</param>
        /// <param name="epochs">Passes over the data.</param>
        /// <param name="batchSize">Rows per step.</param>
        /// <param name="learningRate">Learning rate of Adam.</param>
        /// <returns>The estimator. For more options take that of the task: ConvNet, BinaryConvNet, MultiLabelConvNet or Regression.</returns>
        /// <exception cref="OptionsException">One or more arguments are not usable; the message names all of them.</exception>
        public NetworkEstimator Network(
            Network network, string labelColumnName = "Label", string featureColumnName = "Features",
            int epochs = 10, int batchSize = 64, double learningRate = 0.001) =>
            new(catalog.Environment, network, labelColumnName, featureColumnName, epochs, batchSize, learningRate);
    }
}
