using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>
/// ResNets for CIFAR-10: three stages of 16, 32 and 64 channels, shortcuts without weights (option A).
/// </summary>
internal static class CifarResNetTable
{
    private const string Paper = "He et al., \"Deep Residual Learning for Image Recognition\", 2015, section 4.2";

    private static readonly int[] _depths = [20, 32, 44, 56, 110];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        .. _depths.Select(depth => new Architecture(
            $"cifar_resnet{depth}", $"CIFAR ResNet-{depth}", 2015, Paper, classes => Layers((depth - 2) / 6, classes))
        {
            Size = 32, Classes = 10,
        }),
    ];

    private static Layer[] Layers(int blocks, int classes) =>
    [
        new Conv(16, 3, 1, 1, Bias: false, Name: "conv1"), new BatchNorm(Name: "bn1"), new Activation(ReLU, "relu"),
        .. Enumerable.Range(0, 3).Select(stage => new Sequence(
            $"layer{stage + 1}", [.. Enumerable.Range(0, blocks).Select(i => Block(stage, i == 0))])),
        new GlobalPool("avgpool"), new Flatten("flatten"),
        new Dense(classes, Final: true, Name: "linear"),
    ];

    private static Layer Block(int stage, bool first) =>
        first && stage > 0
            ? ResNetTable.Basic(16 << stage, 2, new ZeroPaddedShortcut(16 << stage, 2, "shortcut"))
            : ResNetTable.Basic(16 << stage, 1, null);
}
