using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>EfficientNet-B0.</summary>
internal static class EfficientNetTable
{
    // Expansion, kernel, stride of the first block, output channels, how many blocks: table 1 of the paper.
    private static readonly (int Expansion, int Kernel, int Stride, int Output, int Count)[] _stages =
    [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4),
        (6, 3, 1, 320, 1),
    ];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        new(
            "efficientnet_b0", "EfficientNet-B0", 2019,
            "Tan and Le, \"EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks\", 2019", Layers),
    ];

    private static Layer[] Layers(int classes) =>
    [
        new Sequence("features", [Unit(32, 3, 2), .. Stages(), Unit(1280, 1)]),
        new GlobalPool("avgpool"), new Flatten("flatten"),
        new Sequence("classifier", new Dropout(0.2f), new Dense(classes, Final: true)),
    ];

    private static IEnumerable<Layer> Stages()
    {
        var input = 32;
        foreach (var stage in _stages)
        {
            var blocks = new List<Layer>();
            for (var i = 0; i < stage.Count; i++)
            {
                blocks.Add(Block(input, stage.Expansion, stage.Kernel, i == 0 ? stage.Stride : 1, stage.Output));
                input = stage.Output;
            }

            yield return new Sequence(null, [.. blocks]);
        }
    }

    private static Group Block(int input, int expansion, int kernel, int stride, int output)
    {
        var width = input * expansion;
        Layer[] widen = expansion == 1 ? [] : [Unit(width, 1)];
        var body = new Sequence(
            "block",
            [
                .. widen, Unit(width, kernel, stride, width),
                MobileNetV3Table.SqueezeExcite(width, input / 4, SiLU, Sigmoid),
                new Sequence(null, new Conv(output, 1, Bias: false), new BatchNorm()),
            ]);
        return new Group(null, stride == 1 && input == output ? new Residual(null, body) : body);
    }

    private static Sequence Unit(int filters, int kernel, int stride = 1, int groups = 1) => new(
        null,
        new Conv(filters, kernel, stride, (kernel - 1) / 2, groups, Bias: false), new BatchNorm(), new Activation(SiLU));
}
