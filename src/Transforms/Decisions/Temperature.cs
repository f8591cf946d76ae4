namespace MlNetDeep;

/// <summary>The temperature in a network's graph: a factor in front of the final softmax or sigmoid.</summary>
internal static class Temperature
{
    /// <summary>Divides a network's logits by a temperature, besides what they are divided by already.</summary>
    public static Network Divide(Network network, double temperature) =>
        OutputScaling.Insert(network, [(float)((OutputScaling.Find(network)?.Scale[0] ?? 1) / temperature)], null);
}
