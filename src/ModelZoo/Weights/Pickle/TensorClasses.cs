namespace MlNetDeep;

/// <summary>The few names that a pickle of tensors needs, and what they make. Every other name is refused.</summary>
internal static class TensorClasses
{
    private const string OrderedDictionary = "collections.OrderedDict";

    private static readonly Dictionary<string, TensorElementType> _storages = new()
    {
        ["torch.FloatStorage"] = TensorElementType.Float,
        ["torch.HalfStorage"] = TensorElementType.Float16,
        ["torch.BFloat16Storage"] = TensorElementType.BFloat16,
        ["torch.DoubleStorage"] = TensorElementType.Double,
        ["torch.LongStorage"] = TensorElementType.Int64,
        ["torch.IntStorage"] = TensorElementType.Int32,
        ["torch.ShortStorage"] = TensorElementType.Int16,
        ["torch.CharStorage"] = TensorElementType.Int8,
        ["torch.ByteStorage"] = TensorElementType.UInt8,
        ["torch.BoolStorage"] = TensorElementType.Bool,
    };

    private static readonly HashSet<string> _functions =
    [
        OrderedDictionary, "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_parameter", "torch.nn.parameter.Parameter",
    ];

    /// <summary>Lets a known name through.</summary>
    public static PickleName Admit(string name) =>
        _functions.Contains(name) || _storages.ContainsKey(name) ? new PickleName(name) : throw new WeightFileException(
            $"The file's pickle asks for '{name}', which is not needed for tensors and is refused: such a file could run "
            + "code. Save the state_dict alone (torch.save(model.state_dict(), ...)) or use safetensors.");

    /// <summary>What a call of a known name gives.</summary>
    public static object? Call(object? function, object?[] arguments)
    {
        var name = (function as PickleName)?.Name;
        return (name, arguments) switch
        {
            (OrderedDictionary, []) => new PickleDictionary(),
            (OrderedDictionary, [List<object?> pairs]) => FromPairs(pairs),
            ("torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2",
                [PickleStorage storage, long offset, object?[] shape, object?[] strides, ..]) =>
                new PickleTensor(storage, offset, Numbers(shape), Numbers(strides)),
            ("torch._utils._rebuild_parameter" or "torch.nn.parameter.Parameter", [PickleTensor tensor, ..]) => tensor,
            _ => throw new WeightFileException(
                $"The file's pickle calls '{name ?? function?.GetType().Name ?? "None"}' with {arguments.Length} arguments "
                + "of kinds that make no tensor; refused."),
        };
    }

    /// <summary>The storage that a persistent id stands for.</summary>
    public static PickleStorage FindStorage(object? id) => id switch
    {
        object?[] and ["storage", PickleName type, string key, string, long count, .. var rest]
            when _storages.TryGetValue(type.Name, out var element) && count >= 0 && rest.All(r => r is null) =>
            new PickleStorage(element, key, count),
        _ => throw new WeightFileException(
            "The file's pickle refers to something outside that is no plain storage of numbers; refused."),
    };

    private static PickleDictionary FromPairs(List<object?> pairs)
    {
        var result = new PickleDictionary();
        foreach (var pair in pairs)
        {
            result.Pairs.Add(pair switch
            {
                object?[] and [var key, var value] => (key, value),
                List<object?> and [var key, var value] => (key, value),
                _ => throw new WeightFileException("The file's pickle makes a dictionary of something that is no pair."),
            });
        }

        return result;
    }

    private static long[] Numbers(object?[] values) =>
        values.Length <= TensorSizes.MaxRank && values.All(v => v is long)
            ? [.. values.Cast<long>()]
            : throw new WeightFileException(
                $"The file's pickle has a tensor whose shape or strides are not at most {TensorSizes.MaxRank} whole numbers.");
}
