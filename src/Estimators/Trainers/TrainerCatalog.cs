namespace MlNetDeep;

/// <summary>The trainers of <c>mlContext.DeepLearning</c>.</summary>
public static class TrainerCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>A trainer that tells classes apart.</summary>
        /// <param name="network">The network, with one output per class.</param>
        /// <param name="labelColumnName">The label column, a key.</param>
        /// <param name="featureColumnName">The column that the network reads, images or numbers: a vector of Single or Byte.</param>
        /// <param name="epochs">Passes over the data.</param>
        /// <param name="batchSize">Rows per step.</param>
        /// <param name="learningRate">Learning rate of Adam.</param>
        /// <exception cref="OptionsException">One or more arguments are not usable; the message names all of them.</exception>
        public ConvNetEstimator ConvNet(
            Network network, string labelColumnName = "Label", string featureColumnName = "Features",
            int epochs = 10, int batchSize = 64, double learningRate = 0.001) => catalog.ConvNet(NetworkTrainerOptions.Short(
                new ConvNetOptions { Network = network }, labelColumnName, featureColumnName, epochs, batchSize, learningRate));

        /// <summary>A trainer that tells classes apart.</summary>
        /// <param name="options">All options.</param>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        public ConvNetEstimator ConvNet(ConvNetOptions options) => new(catalog.Environment, options);

        /// <summary>A trainer that says yes or no.</summary>
        /// <param name="network">The network, with one output.</param>
        /// <param name="labelColumnName">The label column, Boolean.</param>
        /// <param name="featureColumnName">The column that the network reads, images or numbers: a vector of Single or Byte.</param>
        /// <param name="epochs">Passes over the data.</param>
        /// <param name="batchSize">Rows per step.</param>
        /// <param name="learningRate">Learning rate of Adam.</param>
        /// <exception cref="OptionsException">One or more arguments are not usable; the message names all of them.</exception>
        public BinaryConvNetEstimator BinaryConvNet(
            Network network, string labelColumnName = "Label", string featureColumnName = "Features",
            int epochs = 10, int batchSize = 64, double learningRate = 0.001) => catalog.BinaryConvNet(NetworkTrainerOptions.Short(
                new BinaryConvNetOptions { Network = network }, labelColumnName, featureColumnName, epochs, batchSize, learningRate));

        /// <summary>A trainer that says yes or no.</summary>
        /// <param name="options">All options.</param>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        public BinaryConvNetEstimator BinaryConvNet(BinaryConvNetOptions options) => new(catalog.Environment, options);

        /// <summary>A trainer that says of each of several classes whether it is there.</summary>
        /// <param name="network">The network, with one output per class.</param>
        /// <param name="labelColumnName">The label column, a vector of Boolean.</param>
        /// <param name="featureColumnName">The column that the network reads, images or numbers: a vector of Single or Byte.</param>
        /// <param name="epochs">Passes over the data.</param>
        /// <param name="batchSize">Rows per step.</param>
        /// <param name="learningRate">Learning rate of Adam.</param>
        /// <exception cref="OptionsException">One or more arguments are not usable; the message names all of them.</exception>
        public MultiLabelConvNetEstimator MultiLabelConvNet(
            Network network, string labelColumnName = "Label", string featureColumnName = "Features",
            int epochs = 10, int batchSize = 64, double learningRate = 0.001) => catalog.MultiLabelConvNet(NetworkTrainerOptions.Short(
                new MultiLabelConvNetOptions { Network = network }, labelColumnName, featureColumnName, epochs, batchSize, learningRate));

        /// <summary>A trainer that says of each of several classes whether it is there.</summary>
        /// <param name="options">All options.</param>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        public MultiLabelConvNetEstimator MultiLabelConvNet(MultiLabelConvNetOptions options) => new(catalog.Environment, options);

        /// <summary>A trainer that predicts a number, or several.</summary>
        /// <param name="network">The network, with one output per number.</param>
        /// <param name="labelColumnName">The label column, Single or a vector of Single.</param>
        /// <param name="featureColumnName">The column that the network reads, images or numbers: a vector of Single or Byte.</param>
        /// <param name="epochs">Passes over the data.</param>
        /// <param name="batchSize">Rows per step.</param>
        /// <param name="learningRate">Learning rate of Adam.</param>
        /// <exception cref="OptionsException">One or more arguments are not usable; the message names all of them.</exception>
        public RegressionConvNetEstimator Regression(
            Network network, string labelColumnName = "Label", string featureColumnName = "Features",
            int epochs = 10, int batchSize = 64, double learningRate = 0.001) => catalog.Regression(NetworkTrainerOptions.Short(
                new RegressionConvNetOptions { Network = network }, labelColumnName, featureColumnName, epochs, batchSize, learningRate));

        /// <summary>A trainer that predicts a number, or several.</summary>
        /// <param name="options">All options.</param>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        public RegressionConvNetEstimator Regression(RegressionConvNetOptions options) => new(catalog.Environment, options);
    }
}
