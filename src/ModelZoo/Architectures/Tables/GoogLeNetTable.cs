using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>
/// GoogLeNet as published (biases, local response normalization, 5x5 convolutions), and torchvision's: batch
/// normalization, and 3x3 convolutions where the paper has 5x5.
/// </summary>
internal static class GoogLeNetTable
{
    private const string Paper = "Szegedy et al., \"Going Deeper with Convolutions\", 2014";

    // 1x1; 1x1 before 3x3; 3x3; 1x1 before 5x5; 5x5; 1x1 after pooling: table 1 of the paper.
    private static readonly (string Name, int[] Filters)[] _blocks =
    [
        ("inception3a", [64, 96, 128, 16, 32, 32]), ("inception3b", [128, 128, 192, 32, 96, 64]),
        ("inception4a", [192, 96, 208, 16, 48, 64]), ("inception4b", [160, 112, 224, 24, 64, 64]),
        ("inception4c", [128, 128, 256, 24, 64, 64]), ("inception4d", [112, 144, 288, 32, 64, 64]),
        ("inception4e", [256, 160, 320, 32, 128, 128]),
        ("inception5a", [256, 160, 320, 32, 128, 128]), ("inception5b", [384, 192, 384, 48, 128, 128]),
    ];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        new("googlenet_2014", "GoogLeNet as published", 2014, Paper, classes => Layers(false, classes))
        {
            MinimumSize = 31, HasAuxiliaryHeads = true, Preprocessing = ArchitectureTable.Caffe,
        },
        new("googlenet", "GoogLeNet, batch norm", 2014, Paper, classes => Layers(true, classes))
        {
            MinimumSize = 15,
            HasAuxiliaryHeads = true,

            // The weights came from TensorFlow, which maps pixels to -1..1.
            Preprocessing = new() { Mean = [0.5f], StandardDeviation = [0.5f] },
        },
    ];

    private static Layer[] Layers(bool norm, int classes) =>
    [
        Unit("conv1", 64, 7, norm, 2), new MaxPool(3, 2, Ceiling: true, Name: "maxpool1"), .. Response("norm1", norm),
        Unit("conv2", 64, 1, norm), Unit("conv3", 192, 3, norm), .. Response("norm2", norm),
        new MaxPool(3, 2, Ceiling: true, Name: "maxpool2"),
        Inception(0, norm), Inception(1, norm), new MaxPool(3, 2, Ceiling: true, Name: "maxpool3"),
        Inception(2, norm), Auxiliary("aux1", norm, classes),
        Inception(3, norm), Inception(4, norm), Inception(5, norm), Auxiliary("aux2", norm, classes),
        Inception(6, norm), new MaxPool(norm ? 2 : 3, 2, Ceiling: true, Name: "maxpool4"),
        Inception(7, norm), Inception(8, norm),
        new GlobalPool("avgpool"), new Flatten("flatten"), new Dropout(norm ? 0.2f : 0.4f, "dropout"),
        new Dense(classes, Final: true, Name: "fc"),
    ];

    private static Layer[] Response(string name, bool norm) => norm ? [] : [new ResponseNorm(name)];

    private static Group Unit(string? name, int filters, int kernel, bool norm, int stride = 1)
    {
        var conv = new Conv(filters, kernel, stride, (kernel - 1) / 2, Bias: !norm, Name: "conv");
        return norm
            ? new Group(name, conv, new BatchNorm(0.001f, "bn"), new Activation(ReLU, "relu"))
            : new Group(name, conv, new Activation(ReLU, "relu"));
    }

    private static Group Inception(int index, bool norm)
    {
        var (name, f) = _blocks[index];
        return new Group(name, new Branches(
            null,
            Unit("branch1", f[0], 1, norm),
            new Sequence("branch2", Unit(null, f[1], 1, norm), Unit(null, f[2], 3, norm)),
            new Sequence("branch3", Unit(null, f[3], 1, norm), Unit(null, f[4], norm ? 3 : 5, norm)),
            new Sequence("branch4", new MaxPool(3, 1, 1), Unit(null, f[5], 1, norm))));
    }

    private static Auxiliary Auxiliary(string name, bool norm, int classes) => new(
        name,
        norm ? new AdaptivePool(4, "avgpool") : new AveragePool(5, 3, Ceiling: true, Name: "avgpool"),
        Unit("conv", 128, 1, norm), new Flatten("flatten"),
        new Dense(1024, Name: "fc1"), new Activation(ReLU, "relu"), new Dropout(0.7f, "dropout"),
        new Dense(classes, Final: true, Name: "fc2"));
}
