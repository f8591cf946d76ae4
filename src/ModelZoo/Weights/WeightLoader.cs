namespace MlNetDeep;

/// <summary>Matches the tensors of a file to those of a network, by name and shape, and reads those that fit.</summary>
internal static class WeightLoader
{
    public static Network Load(Network network, WeightFile file, LoadWeightsOptions options, out WeightReport report)
    {
        var wanted = network.Parameters.Select(p => p.Tensor).Concat(network.Buffers.Select(b => network.Tensors[b]))
            .ToDictionary(t => t.Name);
        var found = Map(file, options);
        report = Compare(network, wanted, found, options);
        if (report.Loaded.Count == 0)
        {
            throw new WeightMismatchException(
                $"{file.Path} holds no tensor of a name and shape that '{network.Name}' has; the weights belong to another "
                + $"network.{Hint(file, wanted)}\n{report}", report);
        }

        if (options.Strict && !report.IsComplete)
        {
            throw new WeightMismatchException(
                $"{file.Path} does not fit '{network.Name}'.{Hint(file, wanted)} Set Strict to false to load what fits"
                + $"{(report.Misshapen.Count > 0 ? ", or ReplaceHead to true for another number of classes" : "")}.\n{report}",
                report);
        }

        return network.WithTensors(report.Loaded.Select(name => Read(file, found[name], wanted[name])).ToList());
    }

    // By name in the network. Two tensors of the file must not end up with the same one.
    private static Dictionary<string, WeightInfo> Map(WeightFile file, LoadWeightsOptions options)
    {
        var names = new WeightNames(options);
        var found = new Dictionary<string, WeightInfo>();
        foreach (var tensor in file.Tensors)
        {
            if (names.Map(tensor.Name) is { } name && !found.TryAdd(name, tensor))
            {
                throw new OptionsException(
                    [$"The renamings map both '{found[name].Name}' and '{tensor.Name}' of {file.Path} to '{name}'."]);
            }
        }

        return found;
    }

    private static WeightReport Compare(
        Network network, Dictionary<string, NetworkTensor> wanted, Dictionary<string, WeightInfo> found,
        LoadWeightsOptions options)
    {
        var head = options.ReplaceHead ? NetworkHead.Find(network) : [];
        var (loaded, missing, misshapen, kept) = (
            new List<string>(), new List<string>(), new List<MisshapenWeight>(), new List<string>());
        foreach (var (name, tensor) in wanted)
        {
            var there = found.GetValueOrDefault(name);
            if (there is not null && there.Shape.SequenceEqual(tensor.Shape))
            {
                loaded.Add(name);
            }
            else if (head.Contains(name))
            {
                kept.Add(name);
            }
            else if (there is null)
            {
                missing.Add(name);
            }
            else
            {
                misshapen.Add(new(name, tensor.Shape, there.Shape));
            }
        }

        // A head whose bias fits and whose weight does not is still another head.
        foreach (var name in kept.Count > 0 ? loaded.Where(head.Contains).ToList() : [])
        {
            loaded.Remove(name);
            kept.Add(name);
        }

        var unexpected = found.Where(f => !wanted.ContainsKey(f.Key)).Select(f => f.Value.Name);
        return new WeightReport(loaded, missing, [.. unexpected], misshapen, kept);
    }

    private static NetworkTensor Read(WeightFile file, WeightInfo info, NetworkTensor wanted)
    {
        var tensor = file.Read(info.Name);
        if (tensor.ElementType != wanted.ElementType && ConstantData.IsReal(tensor.ElementType) && ConstantData.IsReal(wanted.ElementType))
        {
            tensor = ConstantData.Convert(tensor, wanted.ElementType);
        }

        return tensor.ElementType == wanted.ElementType ? tensor.Rename(wanted.Name) : throw new WeightFileException(
            $"Tensor '{info.Name}' holds elements of type {info.ElementType}, where the network has {wanted.ElementType}.",
            file.Path);
    }

    // Names that differ by something in front of all of them are the usual case.
    private static string Hint(WeightFile file, Dictionary<string, NetworkTensor> wanted)
    {
        foreach (var tensor in file.Tensors)
        {
            var ending = wanted.Keys.FirstOrDefault(n => tensor.Name.EndsWith($".{n}", StringComparison.Ordinal));
            var prefix = ending is null ? null : tensor.Name[..^ending.Length];
            if (prefix is not null && file.Tensors.All(t => t.Name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                return $" All names in the file begin with '{prefix}': set Prefix to that.";
            }
        }

        return "";
    }
}
