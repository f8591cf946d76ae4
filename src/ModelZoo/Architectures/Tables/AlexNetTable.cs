using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>AlexNet in both forms, and its refinement ZFNet.</summary>
internal static class AlexNetTable
{
    private const string Paper =
        "Krizhevsky, Sutskever and Hinton, \"ImageNet Classification with Deep Convolutional Neural Networks\", 2012";

    public static IReadOnlyList<Architecture> All { get; } =
    [
        new("alexnet_2012", "AlexNet, two groups", 2012, Paper, TwoGroups)
        {
            Size = 227, MinimumSize = 67, Preprocessing = ArchitectureTable.Caffe,
        },
        new(
            "alexnet", "AlexNet, one tower", 2014,
            "Krizhevsky, \"One weird trick for parallelizing convolutional neural networks\", 2014", OneTower)
        {
            MinimumSize = 63,
        },
        new(
            "zfnet", "ZFNet", 2013, "Zeiler and Fergus, \"Visualizing and Understanding Convolutional Networks\", 2013",
            Zf)
        {
            MinimumSize = 53,
        },
    ];

    // Names as in Caffe's bvlc_alexnet. The two groups were the two graphics cards.
    private static Layer[] TwoGroups(int classes) =>
    [
        new Conv(96, 11, Stride: 4, Name: "conv1"), new Activation(ReLU, "relu1"), new ResponseNorm("norm1"),
        new MaxPool(3, 2, Name: "pool1"),
        new Conv(256, 5, Padding: 2, Groups: 2, Name: "conv2"), new Activation(ReLU, "relu2"), new ResponseNorm("norm2"),
        new MaxPool(3, 2, Name: "pool2"),
        new Conv(384, 3, Padding: 1, Name: "conv3"), new Activation(ReLU, "relu3"),
        new Conv(384, 3, Padding: 1, Groups: 2, Name: "conv4"), new Activation(ReLU, "relu4"),
        new Conv(256, 3, Padding: 1, Groups: 2, Name: "conv5"), new Activation(ReLU, "relu5"),
        new MaxPool(3, 2, Name: "pool5"),
        .. Head(classes),
    ];

    private static Layer[] OneTower(int classes) =>
    [
        new Sequence(
            "features",
            new Conv(64, 11, Stride: 4, Padding: 2), new Activation(ReLU), new MaxPool(3, 2),
            new Conv(192, 5, Padding: 2), new Activation(ReLU), new MaxPool(3, 2),
            new Conv(384, 3, Padding: 1), new Activation(ReLU),
            new Conv(256, 3, Padding: 1), new Activation(ReLU),
            new Conv(256, 3, Padding: 1), new Activation(ReLU), new MaxPool(3, 2)),
        new AdaptivePool(6, "avgpool"), new Flatten("flatten"),
        new Sequence(
            "classifier",
            new Dropout(), new Dense(4096), new Activation(ReLU),
            new Dropout(), new Dense(4096), new Activation(ReLU),
            new Dense(classes, Final: true)),
    ];

    // The paper's contrast normalization is the one of AlexNet here, as in most later implementations.
    private static Layer[] Zf(int classes) =>
    [
        new Conv(96, 7, Stride: 2, Padding: 1, Name: "conv1"), new Activation(ReLU, "relu1"),
        new MaxPool(3, 2, Padding: 1, Name: "pool1"), new ResponseNorm("norm1"),
        new Conv(256, 5, Stride: 2, Name: "conv2"), new Activation(ReLU, "relu2"),
        new MaxPool(3, 2, Padding: 1, Name: "pool2"), new ResponseNorm("norm2"),
        new Conv(384, 3, Padding: 1, Name: "conv3"), new Activation(ReLU, "relu3"),
        new Conv(384, 3, Padding: 1, Name: "conv4"), new Activation(ReLU, "relu4"),
        new Conv(256, 3, Padding: 1, Name: "conv5"), new Activation(ReLU, "relu5"),
        new MaxPool(3, 2, Name: "pool5"),
        .. Head(classes),
    ];

    // The adaptive pooling does nothing at the original size, and keeps the weights' shapes at every other one.
    private static Layer[] Head(int classes) =>
    [
        new AdaptivePool(6, "avgpool"), new Flatten("flatten"),
        new Dense(4096, Name: "fc6"), new Activation(ReLU, "relu6"), new Dropout(Name: "drop6"),
        new Dense(4096, Name: "fc7"), new Activation(ReLU, "relu7"), new Dropout(Name: "drop7"),
        new Dense(classes, Final: true, Name: "fc8"),
    ];
}
