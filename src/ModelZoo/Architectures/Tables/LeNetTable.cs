using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>LeNet-5 in its usual present form.</summary>
internal static class LeNetTable
{
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new(
            "lenet5", "LeNet-5", 1998,
            "LeCun et al., \"Gradient-Based Learning Applied to Document Recognition\", 1998", Layers)
        {
            Size = 28,
            MinimumSize = 12,
            Channels = 1,
            Classes = 10,
            Preprocessing = new() { ColorOrder = ColorOrder.Gray },
        },
    ];

    private static Layer[] Layers(int classes) =>
    [
        new Conv(6, 5, Padding: 2), new Activation(Tanh), new AveragePool(2, 2),
        new Conv(16, 5), new Activation(Tanh), new AveragePool(2, 2),
        new Flatten(),
        new Dense(120), new Activation(Tanh),
        new Dense(84), new Activation(Tanh),
        new Dense(classes, Final: true),
    ];
}
