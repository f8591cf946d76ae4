using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>SqueezeNet 1.0 and 1.1, which pools earlier.</summary>
internal static class SqueezeNetTable
{
    private const string Paper =
        "Iandola et al., \"SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size\", 2016";

    public static IReadOnlyList<Architecture> All { get; } =
    [
        new("squeezenet1_0", "SqueezeNet 1.0", 2016, Paper, classes => Layers(Features10(), classes)) { MinimumSize = 21 },
        new("squeezenet1_1", "SqueezeNet 1.1", 2016, Paper, classes => Layers(Features11(), classes)) { MinimumSize = 17 },
    ];

    private static Layer[] Features10() =>
    [
        new Conv(96, 7, 2), new Activation(ReLU), Pool(),
        Fire(16, 64), Fire(16, 64), Fire(32, 128), Pool(),
        Fire(32, 128), Fire(48, 192), Fire(48, 192), Fire(64, 256), Pool(),
        Fire(64, 256),
    ];

    private static Layer[] Features11() =>
    [
        new Conv(64, 3, 2), new Activation(ReLU), Pool(),
        Fire(16, 64), Fire(16, 64), Pool(),
        Fire(32, 128), Fire(32, 128), Pool(),
        Fire(48, 192), Fire(48, 192), Fire(64, 256), Fire(64, 256),
    ];

    private static Layer[] Layers(Layer[] features, int classes) =>
    [
        new Sequence("features", features),
        new Sequence(
            "classifier", new Dropout(), new Conv(classes, 1, Final: true), new Activation(ReLU), new GlobalPool()),
        new Flatten("flatten"),
    ];

    private static MaxPool Pool() => new(3, 2, Ceiling: true);

    private static Group Fire(int squeeze, int expand) => new(
        null,
        new Conv(squeeze, 1, Name: "squeeze"), new Activation(ReLU, "squeeze_activation"),
        new Branches(
            null,
            new Group(null, new Conv(expand, 1, Name: "expand1x1"), new Activation(ReLU, "expand1x1_activation")),
            new Group(
                null, new Conv(expand, 3, Padding: 1, Name: "expand3x3"), new Activation(ReLU, "expand3x3_activation"))));
}
