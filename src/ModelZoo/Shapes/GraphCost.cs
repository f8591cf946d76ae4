namespace MlNetDeep;

/// <summary>
/// What a graph would allocate for one row, before native code allocates it: a file of a few kilobytes can ask for more
/// memory than there is.
/// </summary>
internal static class GraphCost
{
    /// <summary>The most values that may be alive at once for one row: 8 GiB of floats.</summary>
    public const long MaxValues = 1L << 31;

    /// <summary>Sizes every value whose shape can be known, and checks what is alive at once.</summary>
    /// <param name="network">The network.</param>
    /// <param name="examples">The dimensions of its inputs without the batch, in order; none for those that the network states.</param>
    /// <exception cref="NetworkFormatException">It is too much, or a node would divide by zero.</exception>
    public static void Check(Network network, params IReadOnlyList<long>[] examples)
    {
        var nodes = network.Nodes;
        var lastReader = new Dictionary<string, int>();
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var input in nodes[i].Inputs)
            {
                lastReader[input] = i;
            }
        }

        foreach (var output in network.Outputs)
        {
            lastReader[output.Name] = nodes.Count;
        }

        var alive = new Dictionary<string, long>();
        long sum = 0;
        try
        {
            var given = network.Inputs.Zip(examples).ToDictionary(p => p.First.Name, p => p.Second);
            GraphTrace.Run(
                network,
                input => given.TryGetValue(input.Name, out var example) ? [input.Shape is [{ } batch, ..] ? batch : 1, .. example] : GraphTrace.Bind(input, 1),
                Visit);
        }
        catch (ShapeException error) when (error.IsTooLarge)
        {
            throw new NetworkFormatException(error.Message, error);
        }

        void Visit(int index, IReadOnlyList<ValueShape?> inputs, IReadOnlyList<ValueShape?> outputs)
        {
            var node = nodes[index];
            if (node.OpType is "Div" or "Mod" && inputs is [_, { Integers: { } divisors }] && divisors.Contains(0))
            {
                NetworkFormatException.Throw($"N{node.ToString()[1..]} divides by zero.");
            }

            for (var i = 0; i < outputs.Count; i++)
            {
                if (outputs[i] is { } output && node.Outputs[i].Length > 0)
                {
                    var size = TensorSizes.Count(output.Dims) ?? long.MaxValue;
                    sum = size > MaxValues ? long.MaxValue : sum + size;
                    alive[node.Outputs[i]] = size;
                }
            }

            if (sum > MaxValues)
            {
                var shapes = string.Join(" and ", outputs.Select(o => o is null ? "?" : ShapeText.Format(o.Dims)));
                NetworkFormatException.Throw(
                    $"At node '{node.Name}' ({node.OpType}), which gives {shapes}, network '{network.Name}' would need more than "
                    + $"{MaxValues:N0} values (8 GiB of floats) at once for a single row, which is refused as an attack on the memory or a mistake.");
            }

            foreach (var name in node.Inputs.Concat(node.Outputs))
            {
                if ((!lastReader.TryGetValue(name, out var last) || last <= index) && alive.Remove(name, out var size))
                {
                    sum -= size;
                }
            }
        }
    }
}
