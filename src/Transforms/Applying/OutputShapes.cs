namespace MlNetDeep;

/// <summary>Finds the shapes of a network's outputs for inputs of known shapes.</summary>
internal static class OutputShapes
{
    /// <summary>The dimensions of each output without the batch.</summary>
    /// <exception cref="DeepLearningException">An output has no row for each row of input, or a size that only a run tells.</exception>
    public static IReadOnlyList<long>[] Of(Network network, IReadOnlyList<InputShape> inputs)
    {
        Dictionary<string, InputShape> byName = inputs.ToDictionary(i => i.Name, StringComparer.Ordinal);
        Dictionary<string, ValueShape> one = Trace(1), two = Trace(2);
        return [.. network.Outputs.Select(Dimensions)];

        Dictionary<string, ValueShape> Trace(int batch) =>
            GraphTrace.Run(network, input => [byName[input.Name].FixedBatch ?? batch, .. byName[input.Name].Dimensions]);

        IReadOnlyList<long> Dimensions(NetworkValue output)
        {
            IReadOnlyList<long> dimensions;
            if (one.TryGetValue(output.Name, out ValueShape? first) && two.TryGetValue(output.Name, out ValueShape? second))
            {
                long? batch = inputs.Select(i => i.FixedBatch).FirstOrDefault(b => b is not null);
                if (first.Dims.Length == 0 || first.Dims[0] != (batch ?? 1) || second.Dims[0] != (batch ?? 2)
                    || !first.Dims.Skip(1).SequenceEqual(second.Dims.Skip(1)))
                {
                    throw new DeepLearningException(
                        $"Output '{output.Name}' of network '{network.Name}' is [{InvariantText.Join(", ", first.Dims)}] for one row and "
                        + $"[{InvariantText.Join(", ", second.Dims)}] for two; expected a row of output for each row of input. Choose other outputs with Network.WithOutputs.");
                }

                dimensions = [.. first.Dims.Skip(1)];
            }
            else if (output.Shape.Count > 0 && !output.Shape.Skip(1).Contains(null))
            {
                // What the file declares, for operators whose shapes only ONNX Runtime knows.
                dimensions = [.. output.Shape.Skip(1).Select(d => d!.Value)];
            }
            else
            {
                throw new DeepLearningException(
                    $"The size of output '{output.Name}' of network '{network.Name}' is only known when it runs, and a column needs one. Choose other "
                    + "outputs with Network.WithOutputs, or export the network with fixed sizes.");
            }

            return TensorSizes.Count(dimensions) is > 0 and <= InputShape.MaxSize
                ? dimensions
                : throw new DeepLearningException($"Output '{output.Name}' of network '{network.Name}' is [N, {InvariantText.Join(", ", dimensions)}], which no row can hold.");
        }
    }
}
