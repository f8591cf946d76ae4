using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>VGG with 11, 13, 16 and 19 layers with weights, with and without batch normalization.</summary>
internal static class VggTable
{
    private const string Paper =
        "Simonyan and Zisserman, \"Very Deep Convolutional Networks for Large-Scale Image Recognition\", 2014";

    // How many 3x3 convolutions come before each of the five poolings.
    private static readonly (int Depth, int[] Stages)[] _depths =
    [
        (11, [1, 1, 2, 2, 2]), (13, [2, 2, 2, 2, 2]), (16, [2, 2, 3, 3, 3]), (19, [2, 2, 4, 4, 4]),
    ];

    private static readonly int[] _filters = [64, 128, 256, 512, 512];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        .. _depths.Select(d => new Architecture(
            $"vgg{d.Depth}", $"VGG-{d.Depth}", 2014, Paper, classes => Layers(d.Stages, false, classes))
        {
            MinimumSize = 32,
        }),
        .. _depths.Select(d => new Architecture(
            $"vgg{d.Depth}_bn", $"VGG-{d.Depth}, batch norm", 2014, Paper, classes => Layers(d.Stages, true, classes))
        {
            MinimumSize = 32,
        }),
    ];

    private static Layer[] Layers(int[] stages, bool norm, int classes) =>
    [
        new Sequence("features", [.. stages.SelectMany((count, stage) => Stage(_filters[stage], count, norm))]),
        new AdaptivePool(7, "avgpool"), new Flatten("flatten"),
        new Sequence(
            "classifier",
            new Dense(4096), new Activation(ReLU), new Dropout(),
            new Dense(4096), new Activation(ReLU), new Dropout(),
            new Dense(classes, Final: true)),
    ];

    private static IEnumerable<Layer> Stage(int filters, int count, bool norm)
    {
        for (var i = 0; i < count; i++)
        {
            yield return new Conv(filters, 3, Padding: 1);
            if (norm)
            {
                yield return new BatchNorm();
            }

            yield return new Activation(ReLU);
        }

        yield return new MaxPool(2, 2);
    }
}
