using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>U-Net: a class for each pixel.</summary>
internal static class UNetTable
{
    private const int Depth = 4;

    public static IReadOnlyList<Architecture> All { get; } =
    [
        new(
            "unet", "U-Net", 2015,
            "Ronneberger, Fischer and Brox, \"U-Net: Convolutional Networks for Biomedical Image Segmentation\", 2015", Layers)
        {
            Size = 256, MinimumSize = 16, SizeStep = 16, Classes = 1,
            Preprocessing = new(),
        },
    ];

    private static Layer[] Layers(int classes) =>
        [Twice("inc", 64), Below(1), new Group("outc", new Conv(classes, 1, Final: true, Name: "conv"))];

    // What is below a level sees half the pixels; then both go on side by side.
    private static Group Below(int level)
    {
        var (filters, up) = (64 << (level - 1), $"up{Depth + 1 - level}");
        var deeper = new Group(
            null,
            [
                new Group($"down{level}", new Sequence("maxpool_conv", new MaxPool(2, 2), Twice(null, 2 * filters))),
                .. level < Depth ? [Below(level + 1)] : Array.Empty<Layer>(),
                new Group(up, new UpConv(filters, "up")),
            ]);
        return new Group(
            null,
            new Branches(null, new Identity(), deeper) { End = $"{up}.concat" }, new Group(up, Twice("conv", filters)));
    }

    private static Group Twice(string? name, int filters) => new(
        name,
        new Sequence(
            "double_conv",
            new Conv(filters, 3, 1, 1, Bias: false), new BatchNorm(), new Activation(ReLU),
            new Conv(filters, 3, 1, 1, Bias: false), new BatchNorm(), new Activation(ReLU)));
}
