namespace MlNetDeep;

/// <summary>
/// Well-known small networks with new weights. Classifiers end in softmax, those of two classes in sigmoid; all take
/// the image as <c>[N, channels, height, width]</c>.
/// </summary>
public static partial class Networks
{
    /// <summary>The architectures that <see cref="Create"/> knows, oldest families first.</summary>
    public static IReadOnlyList<Architecture> Architectures { get; } = [.. ArchitectureTable.All.Values];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ArchitectureTable.All.Keys];

    /// <summary>
    /// Makes a network of a published architecture with new weights. Its tensors are named as torchvision names them
    /// (<c>layer1.0.conv1.weight</c>, <c>features.0.bias</c>), so that torchvision's weights load.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>, for example <c>resnet50</c>; case, dashes, dots and underscores do not matter.</param>
    /// <param name="options">Sizes, classes and seed; null for those of the source.</param>
    /// <returns>
    /// A network from <c>[N, channels, height, width]</c> to <c>[N, classes]</c> that ends in softmax, or in a sigmoid
    /// for one class, and carries the preprocessing of the architecture.
    /// </returns>
    /// <exception cref="OptionsException">
    /// The name is unknown, or an option does not suit the architecture: images too small, no classes.
    /// </exception>
    public static Network Create(string name, ArchitectureOptions? options = null) =>
        ArchitectureMaker.Make(FindArchitecture(name), options ?? new());

    /// <summary>Looks an architecture up.</summary>
    /// <param name="name">One of <see cref="Names"/>; case, dashes, dots and underscores do not matter.</param>
    /// <returns>What is known about it.</returns>
    /// <exception cref="OptionsException">The name is unknown; the message suggests near ones.</exception>
    public static Architecture FindArchitecture(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return NearestName.Match(name, Names) is { } match ? ArchitectureTable.All[match] : throw new OptionsException(
        [
            $"There is no architecture '{name}'{NearestName.SuggestSome(name, Names.Concat(PackagedNetwork.All.Select(p => p.Name)))}. The names are "
            + $"{string.Join(", ", Names)}.",
        ]);
    }

    /// <summary>
    /// VGG-16: thirteen 3x3 convolutions and three dense layers. 138,357,544 parameters for 1000 classes.
    /// </summary>
    /// <param name="classes">The number of classes. The default value is 1000.</param>
    /// <param name="size">Height and width of the images, at least 32. The default value is 224.</param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>A network from <c>[N, 3, size, size]</c> to <c>[N, classes]</c>.</returns>
    /// <exception cref="OptionsException">The classes or the size are out of range.</exception>
    /// <remarks>
    /// Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014,
    /// configuration D.
    /// </remarks>
    public static Network Vgg16(int classes = 1000, int size = 224, int seed = 0) =>
        Create("vgg16", new() { Classes = classes, Height = size, Width = size, Seed = seed });

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
    /// A convnet for small images of any size: blocks of two 3x3 convolutions with batch normalization, of 32, 64, ... 256
    /// filters, each followed by 2x2 max pooling while at least 8 pixels are left; then the mean of each channel, dropout of
    /// 0.3, and a dense layer.
    /// </summary>
    /// <param name="channels">The number of channels: 1 for gray images, 3 for colour.</param>
    /// <param name="height">The height in pixels, at least 8.</param>
    /// <param name="width">The width in pixels, at least 8.</param>
    /// <param name="classes">The number of classes; 1 for a network that ends in a sigmoid.</param>
    /// <param name="seed">Determines the weights. The default value is 0.</param>
    /// <returns>A network from <c>[N, channels, height, width]</c> to <c>[N, classes]</c>.</returns>
    /// <exception cref="OptionsException">A number is out of range.</exception>
    /// <remarks>Source: Simonyan and Zisserman's blocks (2014) with batch normalization (Ioffe and Szegedy, 2015).</remarks>
    public static Network SmallImageConvNet(int channels, int height, int width, int classes, int seed = 0)
    {
        const int smallest = 8;
        new LayerProblems("small_image_convnet")
            .Positive(nameof(channels), channels)
            .Positive(nameof(classes), classes)
            .Require(height >= smallest && width >= smallest, "height and width", $"at least {smallest}", $"{height} and {width}")
            .ThrowIfAny();
        var (at, filters) = (Network.Input(channels, height, width), 32);
        while (Math.Min(at.Shape[1], at.Shape[2]) >= smallest && filters <= 256)
        {
            at = Unit(Unit(at, filters), filters).MaxPool2D(2);
            filters *= 2;
        }

        at = at.GlobalAveragePool().Flatten().Dropout(0.3f).Dense(classes);
        return (classes == 1 ? at.Sigmoid() : at.Softmax()).Build(seed, "small_image_convnet");
        static NetworkBuilder Unit(NetworkBuilder b, int filters) =>
            b.Conv2D(filters, 3, padding: 1, bias: false, init: Initializer.HeUniform).BatchNorm().ReLU();
    }

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
    public static Network LeNet5(int classes = 10, int seed = 0) =>
        Create("lenet5", new() { Classes = classes, Seed = seed });

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
