namespace MlNetDeep;

/// <summary>
/// Batch normalizations become part of the convolution before them, which computes the same: a layer of whole numbers has
/// a scale for each channel anyway.
/// </summary>
internal static class NormalizationFolding
{
    public static Network Fold(Network network)
    {
        ILookup<string, NetworkNode> readers = network.Nodes.SelectMany(node => node.Inputs.Select(input => (input, node))).ToLookup(use => use.input, use => use.node);
        HashSet<string> outputs = [.. network.Outputs.Select(output => output.Name)];
        Dictionary<NetworkNode, NetworkNode> pairs = [];
        foreach (NetworkNode conv in network.Nodes.Where(node => node is { OpType: "Conv", Domain: "" } && !outputs.Contains(node.Outputs[0])))
        {
            if (readers[conv.Outputs[0]].ToArray() is [{ OpType: "BatchNormalization", Domain: "" } normalization]
                && normalization.Outputs.Count == 1 && normalization.Inputs.Skip(1).Concat(conv.Inputs.Skip(1)).All(IsNumbers))
            {
                pairs.Add(conv, normalization);
            }
        }

        if (pairs.Count == 0)
            return network;
        List<NetworkTensor> added = [];
        Dictionary<NetworkNode, NetworkNode> folded = pairs.ToDictionary(pair => pair.Key, pair => Folded(network, pair.Key, pair.Value, added));
        HashSet<NetworkNode> gone = [.. pairs.Values];
        return network.Edit(parts => Pruning.Prune(parts with
        {
            Nodes = [.. parts.Nodes.Where(node => !gone.Contains(node)).Select(node => folded.GetValueOrDefault(node, node))],
            Tensors = [.. parts.Tensors, .. added],
        }));

        bool IsNumbers(string name) => network.Tensors.TryGetValue(name, out NetworkTensor? tensor) && tensor.ElementType == TensorElementType.Float;
    }

    private static NetworkNode Folded(Network network, NetworkNode conv, NetworkNode normalization, List<NetworkTensor> added)
    {
        float epsilon = normalization.GetFloat("epsilon", 1e-5f);
        ReadOnlySpan<float> scale = Numbers(normalization, 1), shift = Numbers(normalization, 2), mean = Numbers(normalization, 3), variance = Numbers(normalization, 4);
        ReadOnlySpan<float> bias = conv.Inputs.Count > 2 ? Numbers(conv, 2) : default;
        NetworkTensor weight = network.Tensors[conv.Inputs[1]];
        (float[] weights, float[] biases) = (weight.Floats.ToArray(), new float[scale.Length]);
        int size = weights.Length / scale.Length;
        for (int c = 0; c < scale.Length; c++)
        {
            float factor = scale[c] / MathF.Sqrt(variance[c] + epsilon);
            foreach (ref float value in weights.AsSpan(c * size, size))
                value *= factor;
            biases[c] = (((bias.IsEmpty ? 0 : bias[c]) - mean[c]) * factor) + shift[c];
        }

        // Named after the value that they make, which no other node does.
        string name = normalization.Outputs[0];
        NetworkTensor[] made = [NetworkTensor.Create($"{name}.folded.weight", weights, [.. weight.Shape]), NetworkTensor.Create($"{name}.folded.bias", biases, biases.Length)];
        added.AddRange(made);
        var proto = conv.Proto.Clone();
        proto.Name = conv.Name;
        proto.Input.Clear();
        proto.Input.AddRange([conv.Inputs[0], made[0].Name, made[1].Name]);
        proto.Output[0] = name;
        return new NetworkNode(proto);

        ReadOnlySpan<float> Numbers(NetworkNode node, int input) => network.Tensors[node.Inputs[input]].Floats;
    }
}
