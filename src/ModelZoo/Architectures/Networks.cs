namespace MlNetDeep.ModelZoo;

/// <summary>
/// Well-known small networks with new weights. Classifiers end in softmax, those of two classes in sigmoid; all take
/// the image as <c>[N, channels, height, width]</c>.
/// </summary>
public static class Networks
{
    /// <summary>
    /// Softmax regression (multinomial logistic regression): one dense layer. 7,850 parameters for MNIST's 784 pixels
    /// and 10 classes.
    /// </summary>
    /// <param name="inputs">The number of features. The default value is 784.</param>
    /// <param name="classes">The number of classes. The default value is 10.</param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>A network from <c>[N, inputs]</c> to <c>[N, classes]</c>.</returns>
    /// <remarks>Source: Bishop, "Pattern Recognition and Machine Learning", 2006, section 4.3.4.</remarks>
    public static Network SoftmaxRegression(int inputs = 784, int classes = 10, int seed = 0) =>
        Network.Input(inputs).Dense(classes).Softmax().Build(seed, "softmax_regression");

    /// <summary>A perceptron with one hidden layer, 784-512-10 with ReLU. 407,050 parameters.</summary>
    /// <param name="inputs">The number of features. The default value is 784.</param>
    /// <param name="classes">The number of classes. The default value is 10.</param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>A network from <c>[N, inputs]</c> to <c>[N, classes]</c>.</returns>
    /// <remarks>Source: Chollet, "Deep Learning with Python", 2017, section 2.1.</remarks>
    public static Network Mlp512(int inputs = 784, int classes = 10, int seed = 0) =>
        Network.Input(inputs).Dense(512).ReLU().Dense(classes).Softmax().Build(seed, "mlp_512");

    /// <summary>
    /// A perceptron with one hidden layer and dropout of 0.2 after it, 784-128-10 with ReLU. 101,770 parameters.
    /// </summary>
    /// <param name="inputs">The number of features. The default value is 784.</param>
    /// <param name="classes">The number of classes. The default value is 10.</param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>A network from <c>[N, inputs]</c> to <c>[N, classes]</c>.</returns>
    /// <remarks>Source: TensorFlow's tutorial "TensorFlow 2 quickstart for beginners".</remarks>
    public static Network Mlp128Dropout(int inputs = 784, int classes = 10, int seed = 0) =>
        Network.Input(inputs).Dense(128).ReLU().Dropout(0.2f).Dense(classes).Softmax().Build(seed, "mlp_128_dropout");

    /// <summary>
    /// A convnet for 28x28 digits: three 3x3 convolutions of 32, 64 and 64 filters, two of them with 2x2 max pooling,
    /// and a hidden dense layer of 64 units. 93,322 parameters for 10 classes.
    /// </summary>
    /// <param name="classes">The number of classes. The default value is 10.</param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>A network from <c>[N, 1, 28, 28]</c> to <c>[N, classes]</c>.</returns>
    /// <remarks>Source: Chollet, "Deep Learning with Python", 2017, section 5.1.</remarks>
    public static Network MnistConvNet(int classes = 10, int seed = 0) => Network.Input(1, 28, 28)
        .Conv2D(32, 3).ReLU().MaxPool2D(2)
        .Conv2D(64, 3).ReLU().MaxPool2D(2)
        .Conv2D(64, 3).ReLU()
        .Flatten()
        .Dense(64).ReLU()
        .Dense(classes).Softmax()
        .Build(seed, "mnist_convnet");

    /// <summary>
    /// LeNet-5 in its usual present form: tanh, average pooling, every filter of the second convolution connected to
    /// every map, softmax instead of radial basis functions. 61,706 parameters for 10 classes.
    /// </summary>
    /// <param name="classes">The number of classes. The default value is 10.</param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>A network from <c>[N, 1, 28, 28]</c> to <c>[N, classes]</c>.</returns>
    /// <remarks>
    /// Source: LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998, section II.B.
    /// </remarks>
    public static Network LeNet5(int classes = 10, int seed = 0) => Network.Input(1, 28, 28)
        .Conv2D(6, 5, padding: 2).Tanh().AveragePool2D(2)
        .Conv2D(16, 5).Tanh().AveragePool2D(2)
        .Flatten()
        .Dense(120).Tanh()
        .Dense(84).Tanh()
        .Dense(classes).Softmax()
        .Build(seed, "lenet5");

    /// <summary>
    /// A convnet for colour photos of 150x150 in two classes: four 3x3 convolutions of 32, 64, 128 and 128 filters,
    /// each with 2x2 max pooling, and a hidden dense layer of 512 units. 3,453,121 parameters.
    /// </summary>
    /// <param name="dropout">
    /// The rate of dropout before the dense layers. The default value is 0: none. The source uses 0.5 together with
    /// augmented images.
    /// </param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>A network from <c>[N, 3, 150, 150]</c> to <c>[N, 1]</c>.</returns>
    /// <remarks>Source: Chollet, "Deep Learning with Python", 2017, section 5.2.</remarks>
    public static Network DogsVsCatsConvNet(float dropout = 0, int seed = 0)
    {
        var flat = Network.Input(3, 150, 150)
            .Conv2D(32, 3).ReLU().MaxPool2D(2)
            .Conv2D(64, 3).ReLU().MaxPool2D(2)
            .Conv2D(128, 3).ReLU().MaxPool2D(2)
            .Conv2D(128, 3).ReLU().MaxPool2D(2)
            .Flatten();
        return (dropout == 0 ? flat : flat.Dropout(dropout))
            .Dense(512).ReLU()
            .Dense(1).Sigmoid()
            .Build(seed, "dogs_vs_cats_convnet");
    }
}
