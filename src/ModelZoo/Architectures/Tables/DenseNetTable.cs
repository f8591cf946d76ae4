using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>DenseNet-121: each layer of a block sees the channels of all before it and adds 32.</summary>
internal static class DenseNetTable
{
    private const int Growth = 32;

    private static readonly int[] _blocks = [6, 12, 24, 16];

    public static IReadOnlyList<Architecture> All { get; } =
    [
        new(
            "densenet121", "DenseNet-121", 2016,
            "Huang et al., \"Densely Connected Convolutional Networks\", 2016", Layers)
        {
            MinimumSize = 29,
        },
    ];

    private static Layer[] Layers(int classes) =>
    [
        new Group(
            "features",
            [
                new Conv(64, 7, 2, 3, Bias: false, Name: "conv0"), new BatchNorm(Name: "norm0"),
                new Activation(ReLU, "relu0"), new MaxPool(3, 2, 1, Name: "pool0"), .. Blocks(), new BatchNorm(Name: "norm5"),
            ]),
        new Activation(ReLU, "relu"), new GlobalPool("avgpool"), new Flatten("flatten"),
        new Dense(classes, Final: true, Name: "classifier"),
    ];

    private static IEnumerable<Layer> Blocks()
    {
        var channels = 64;
        for (var i = 1; i <= _blocks.Length; i++)
        {
            yield return new Group($"denseblock{i}", [.. Enumerable.Range(1, _blocks[i - 1]).Select(DenseLayer)]);
            channels += Growth * _blocks[i - 1];
            if (i < _blocks.Length)
            {
                channels /= 2;
                yield return new Group(
                    $"transition{i}",
                    new BatchNorm(Name: "norm"), new Activation(ReLU, "relu"), new Conv(channels, 1, Bias: false, Name: "conv"),
                    new AveragePool(2, 2, Name: "pool"));
            }
        }
    }

    private static Layer DenseLayer(int number) => new Branches(
        $"denselayer{number}",
        new Identity(),
        new Group(
            null,
            new BatchNorm(Name: "norm1"), new Activation(ReLU, "relu1"), new Conv(4 * Growth, 1, Bias: false, Name: "conv1"),
            new BatchNorm(Name: "norm2"), new Activation(ReLU, "relu2"),
            new Conv(Growth, 3, 1, 1, Bias: false, Name: "conv2")));
}
