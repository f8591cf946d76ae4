using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>MobileNetV2 of width 1.</summary>
internal static class MobileNetTable
{
    // Expansion, output channels, how many blocks, stride of the first one: table 2 of the paper.
    private static readonly (int Expansion, int Channels, int Count, int Stride)[] _stages =
    [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        new(
            "mobilenet_v2", "MobileNetV2", 2018,
            "Sandler et al., \"MobileNetV2: Inverted Residuals and Linear Bottlenecks\", 2018", Layers),
    ];

    private static Layer[] Layers(int classes) =>
    [
        new Sequence("features", [Unit(32, 3, 2), .. Blocks(), Unit(1280, 1)]),
        new GlobalPool("avgpool"), new Flatten("flatten"),
        new Sequence("classifier", new Dropout(0.2f), new Dense(classes, Final: true)),
    ];

    private static IEnumerable<Layer> Blocks()
    {
        var channels = 32;
        foreach (var stage in _stages)
        {
            for (var i = 0; i < stage.Count; i++)
            {
                yield return Block(channels, stage.Channels, stage.Expansion, i == 0 ? stage.Stride : 1);
                channels = stage.Channels;
            }
        }
    }

    // Wider, depthwise, narrow again without an activation.
    private static Group Block(int input, int output, int expansion, int stride)
    {
        var width = input * expansion;
        Layer[] widen = expansion == 1 ? [] : [Unit(width, 1)];
        var body = new Sequence(
            "conv",
            [.. widen, Unit(width, 3, stride, groups: width), new Conv(output, 1, Bias: false), new BatchNorm()]);
        return new Group(null, stride == 1 && input == output ? new Residual(null, body) : body);
    }

    private static Sequence Unit(int filters, int kernel, int stride = 1, int groups = 1) => new(
        null,
        new Conv(filters, kernel, stride, (kernel - 1) / 2, groups, Bias: false), new BatchNorm(), new Activation(ReLU6));
}
