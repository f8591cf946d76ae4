using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>ConvNeXt-Tiny.</summary>
internal static class ConvNeXtTable
{
    // Channels and blocks of the stages.
    private static readonly (int Channels, int Count)[] _stages = [(96, 3), (192, 3), (384, 9), (768, 3)];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        new("convnext_tiny", "ConvNeXt-Tiny", 2022, "Liu et al., \"A ConvNet for the 2020s\", 2022", Layers)
        {
            MinimumSize = 32,
        },
    ];

    private static Layer[] Layers(int classes) =>
    [
        new Sequence("features", [new Group(null, [new Conv(96, 4, 4, Name: "0"), .. ChannelNorm("1")]), .. Stages()]),
        new GlobalPool("avgpool"),
        new Group("classifier", [.. ChannelNorm("0"), new Flatten("1"), new Dense(classes, Final: true, Name: "2")]),
    ];

    private static IEnumerable<Layer> Stages()
    {
        foreach (var (channels, count) in _stages)
        {
            if (channels > 96)
            {
                yield return new Group(null, [.. ChannelNorm("0"), new Conv(channels, 2, 2, Name: "1")]);
            }

            yield return new Sequence(null, [.. Enumerable.Range(0, count).Select(_ => Block(channels))]);
        }
    }

    private static Layer Block(int channels) => new Residual(
        null,
        new Group(
            null,
            new Sequence(
                "block",
                new Conv(channels, 7, 1, 3, channels), new Permute([0, 2, 3, 1]), new LayerNorm(), new Linear(4 * channels),
                new Activation(Gelu), new Linear(channels), new Permute([0, 3, 1, 2])),
            new LearnedScale(1e-6, "layer_scale")));

    // Layer normalization of each pixel over the channels.
    private static Layer[] ChannelNorm(string name) =>
        [new Permute([0, 2, 3, 1], "last"), new LayerNorm(name), new Permute([0, 3, 1, 2], "first")];
}
