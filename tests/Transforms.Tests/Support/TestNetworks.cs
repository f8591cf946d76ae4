namespace MlNetDeep.Transforms.Tests;

/// <summary>Small networks whose answers can be worked out by hand.</summary>
internal static class TestNetworks
{
    /// <summary>Four inputs, three classes: the logit of class i is 10 times input i.</summary>
    public static Network Identity() => WithDense(
        Network.Input(4).Dense(3, name: "dense").Softmax().Build(), (input, unit) => input == unit ? 10 : 0);

    /// <summary>Four inputs, one output: their weighted sum with the weights 1, 2, 3, 4, plus 0.5.</summary>
    public static Network WeightedSum() => WithDense(
        Network.Input(4).Dense(1, name: "dense").Build(), (input, _) => input + 1, bias: 0.5f);

    /// <summary>Four inputs, one probability: the sigmoid of the weighted sum plus 0.5.</summary>
    public static Network Probability() => WithDense(
        Network.Input(4).Dense(1, name: "dense").Sigmoid().Build(), (input, _) => input + 1, bias: 0.5f);

    /// <summary>An image [2, 3, 4], one output: the sum of value times (place in [C, H, W] order + 1).</summary>
    public static Network Places() => WithDense(
        Network.Input(2, 3, 4).Flatten().Dense(1, name: "dense").Build(), (input, _) => input + 1);

    /// <summary>A convolutional network with random weights for images of [1, 8, 8] and five classes.</summary>
    public static Network Convolutional(int seed = 7) =>
        Network.Input(1, 8, 8).Conv2D(4, 3).ReLU().MaxPool2D(2).Flatten().Dense(5).Softmax().Build(seed);

    private static Network WithDense(Network network, Func<int, int, float> weight, float bias = 0) =>
        network.WithTensors(network.Parameters.Select(parameter =>
        {
            long[] shape = [.. parameter.Tensor.Shape];
            var values = new float[parameter.Tensor.Count];
            if (parameter.Role == ParameterRole.Bias)
            {
                Array.Fill(values, bias);
                return NetworkTensor.Create(parameter.Name, values, shape);
            }

            NetworkNode gemm = network.Nodes.Single(node => node.Inputs.Contains(parameter.Name));
            bool unitsFirst = gemm.GetInt("transB", 0) == 1;
            int inputs = (int)shape[unitsFirst ? 1 : 0];
            int units = (int)shape[unitsFirst ? 0 : 1];
            for (int input = 0; input < inputs; input++)
            {
                for (int unit = 0; unit < units; unit++)
                    values[unitsFirst ? unit * inputs + input : input * units + unit] = weight(input, unit);
            }

            return NetworkTensor.Create(parameter.Name, values, shape);
        }));
}
