using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>ResNets for ImageNet. As in torchvision, a bottleneck's stride is that of its 3x3 convolution.</summary>
internal static class ResNetTable
{
    private const string Paper = "He et al., \"Deep Residual Learning for Image Recognition\", 2015";

    // Blocks per stage; from 50 layers on they are bottlenecks.
    private static readonly (int Depth, int[] Blocks)[] _depths =
    [
        (18, [2, 2, 2, 2]), (34, [3, 4, 6, 3]), (50, [3, 4, 6, 3]), (101, [3, 4, 23, 3]), (152, [3, 8, 36, 3]),
    ];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        .. _depths.Select(d => new Architecture(
            $"resnet{d.Depth}", $"ResNet-{d.Depth}", 2015, Paper, classes => Layers(d.Blocks, d.Depth >= 50, classes))),
    ];

    /// <summary>Two 3x3 convolutions.</summary>
    public static Layer Basic(int width, int stride, Layer? shortcut) => new Group(
        null,
        new Residual(
            null,
            new Group(
                null,
                new Conv(width, 3, stride, 1, Bias: false, Name: "conv1"), new BatchNorm(Name: "bn1"),
                new Activation(ReLU, "relu1"),
                new Conv(width, 3, 1, 1, Bias: false, Name: "conv2"), new BatchNorm(Name: "bn2")),
            shortcut),
        new Activation(ReLU, "relu2"));

    private static Layer[] Layers(int[] blocks, bool deep, int classes) =>
    [
        new Conv(64, 7, 2, 3, Bias: false, Name: "conv1"), new BatchNorm(Name: "bn1"), new Activation(ReLU, "relu"),
        new MaxPool(3, 2, 1, Name: "maxpool"),
        .. blocks.Select((count, stage) => new Sequence(
            $"layer{stage + 1}", [.. Enumerable.Range(0, count).Select(i => Block(stage, i == 0, deep))])),
        new GlobalPool("avgpool"), new Flatten("flatten"),
        new Dense(classes, Final: true, Name: "fc"),
    ];

    private static Layer Block(int stage, bool first, bool deep)
    {
        var (width, stride) = (64 << stage, first && stage > 0 ? 2 : 1);
        var output = deep ? 4 * width : width;
        var shortcut = first && (stage > 0 || deep)
            ? new Sequence("downsample", new Conv(output, 1, stride, Bias: false), new BatchNorm())
            : null;
        return deep ? Bottleneck(width, output, stride, shortcut) : Basic(width, stride, shortcut);
    }

    private static Group Bottleneck(int width, int output, int stride, Layer? shortcut) => new(
        null,
        new Residual(
            null,
            new Group(
                null,
                new Conv(width, 1, Bias: false, Name: "conv1"), new BatchNorm(Name: "bn1"), new Activation(ReLU, "relu1"),
                new Conv(width, 3, stride, 1, Bias: false, Name: "conv2"), new BatchNorm(Name: "bn2"),
                new Activation(ReLU, "relu2"),
                new Conv(output, 1, Bias: false, Name: "conv3"), new BatchNorm(Name: "bn3")),
            shortcut),
        new Activation(ReLU, "relu3"));
}
