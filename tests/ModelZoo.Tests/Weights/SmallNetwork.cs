namespace MlNetDeep.ModelZoo.Tests.Weights;

/// <summary>The network whose weights Golden/make_weights.py writes.</summary>
internal static class SmallNetwork
{
    public static Network Create(int classes = 5) => Network.Input(3, 6, 6)
        .Conv2D(4, 3, name: "conv").BatchNorm(name: "bn").ReLU().GlobalAveragePool().Flatten().Dense(classes, name: "fc")
        .Softmax().Build(seed: 1, "small");

    public static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "weights", name);

    public static IEnumerable<string> TensorNames(Network network) =>
        network.Parameters.Select(p => p.Name).Concat(network.Buffers);
}
