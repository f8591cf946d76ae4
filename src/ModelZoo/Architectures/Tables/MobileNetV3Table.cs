using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>MobileNetV3, large and small, of width 1.</summary>
internal static class MobileNetV3Table
{
    private const string Paper = "Howard et al., \"Searching for MobileNetV3\", 2019";

    // Kernel, width inside, output channels, whether channels are gated, activation, stride: tables 1 and 2 of the paper.
    private static readonly (int Kernel, int Width, int Output, bool Gated, ActivationKind Kind, int Stride)[] _large =
    [
        (3, 16, 16, false, ReLU, 1), (3, 64, 24, false, ReLU, 2), (3, 72, 24, false, ReLU, 1), (5, 72, 40, true, ReLU, 2),
        (5, 120, 40, true, ReLU, 1), (5, 120, 40, true, ReLU, 1), (3, 240, 80, false, HardSwish, 2),
        (3, 200, 80, false, HardSwish, 1), (3, 184, 80, false, HardSwish, 1), (3, 184, 80, false, HardSwish, 1),
        (3, 480, 112, true, HardSwish, 1), (3, 672, 112, true, HardSwish, 1), (5, 672, 160, true, HardSwish, 2),
        (5, 960, 160, true, HardSwish, 1), (5, 960, 160, true, HardSwish, 1),
    ];

    private static readonly (int Kernel, int Width, int Output, bool Gated, ActivationKind Kind, int Stride)[] _small =
    [
        (3, 16, 16, true, ReLU, 2), (3, 72, 24, false, ReLU, 2), (3, 88, 24, false, ReLU, 1), (5, 96, 40, true, HardSwish, 2),
        (5, 240, 40, true, HardSwish, 1), (5, 240, 40, true, HardSwish, 1), (5, 120, 48, true, HardSwish, 1),
        (5, 144, 48, true, HardSwish, 1), (5, 288, 96, true, HardSwish, 2), (5, 576, 96, true, HardSwish, 1),
        (5, 576, 96, true, HardSwish, 1),
    ];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        new("mobilenet_v3_large", "MobileNetV3 large", 2019, Paper, classes => Layers(_large, 1280, classes)),
        new("mobilenet_v3_small", "MobileNetV3 small", 2019, Paper, classes => Layers(_small, 1024, classes)),
    ];

    /// <summary>Multiplies each channel by a number that a small network makes of all channels' means.</summary>
    /// <remarks>Source: Hu, Shen and Sun, "Squeeze-and-Excitation Networks", 2017.</remarks>
    public static Gated SqueezeExcite(int channels, int squeezed, ActivationKind inner, ActivationKind gate) => new(
        null,
        new Group(
            null,
            new GlobalPool("avgpool"), new Conv(squeezed, 1, Name: "fc1"), new Activation(inner, "activation"),
            new Conv(channels, 1, Name: "fc2"), new Activation(gate, "scale_activation")));

    private static Layer[] Layers(
        (int Kernel, int Width, int Output, bool Gated, ActivationKind Kind, int Stride)[] blocks, int head, int classes)
    {
        var inputs = blocks.Select(b => b.Output).Prepend(16);
        return
        [
            new Sequence(
                "features",
                [
                    Unit(16, 3, HardSwish, 2),
                    .. blocks.Zip(inputs, (b, input) => Block(input, b.Kernel, b.Width, b.Output, b.Gated, b.Kind, b.Stride)),
                    Unit(6 * blocks[^1].Output, 1, HardSwish),
                ]),
            new GlobalPool("avgpool"), new Flatten("flatten"),
            new Sequence(
                "classifier",
                new Dense(head), new Activation(HardSwish), new Dropout(0.2f), new Dense(classes, Final: true)),
        ];
    }

    private static Group Block(
        int input, int kernel, int width, int output, bool gated, ActivationKind kind, int stride)
    {
        Layer[] widen = width == input ? [] : [Unit(width, 1, kind)];
        Layer[] gate = gated ? [SqueezeExcite(width, Divisible(width / 4), ReLU, HardSigmoid)] : [];
        var body = new Sequence(
            "block", [.. widen, Unit(width, kernel, kind, stride, width), .. gate, Unit(output, 1, null)]);
        return new Group(null, stride == 1 && input == output ? new Residual(null, body) : body);
    }

    private static Sequence Unit(int filters, int kernel, ActivationKind? kind, int stride = 1, int groups = 1) => new(
        null,
        [
            new Conv(filters, kernel, stride, (kernel - 1) / 2, groups, Bias: false), new BatchNorm(0.001f),
            .. kind is { } k ? [new Activation(k)] : Array.Empty<Layer>(),
        ]);

    // The nearest multiple of 8, unless that takes more than a tenth away.
    private static int Divisible(int channels)
    {
        var near = Math.Max(8, (channels + 4) / 8 * 8);
        return near < 0.9 * channels ? near + 8 : near;
    }
}
