using System.Globalization;

namespace MlNetDeep;

/// <summary>Finds the tensors in what a PyTorch file holds.</summary>
internal static class StateDictionary
{
    // What training scripts call the part of a checkpoint that holds the weights.
    private static readonly string[] _wrappers = ["state_dict", "model_state_dict", "model"];

    private const int MaxDepth = 8;
    private const int MaxVisits = 1_000_000;
    private const int MaxName = 1000;

    /// <summary>
    /// The tensors by name. Of a checkpoint with a part called state_dict (or model_state_dict, or model) that part
    /// counts; names of nested dictionaries are joined by dots.
    /// </summary>
    public static IReadOnlyList<(string Name, PickleTensor Tensor)> Flatten(object? root)
    {
        if (root is not PickleDictionary top)
        {
            throw new WeightFileException(
                "The file holds no dictionary of tensors; expected a state_dict, or a checkpoint that has one.");
        }

        var part = _wrappers.Select(w => top.Pairs.LastOrDefault(p => w.Equals(p.Key)).Value).OfType<PickleDictionary>()
            .FirstOrDefault(top);
        var tensors = new OrderedDictionary<string, PickleTensor>();
        var visits = 0;
        Visit(part, "", 0);
        return tensors.Count > 0 ? [.. tensors.Select(t => (t.Key, t.Value))] : throw new WeightFileException(
            "The file's dictionary holds no tensors; expected a state_dict, or a checkpoint that has one.");

        void Visit(PickleDictionary dictionary, string prefix, int depth)
        {
            foreach (var (key, value) in dictionary.Pairs)
            {
                if (++visits > MaxVisits || depth > MaxDepth)
                {
                    throw new WeightFileException("The file's dictionaries lie too deep in one another; refused.");
                }

                var name = prefix + (key as string ?? (key as IFormattable)?.ToString(null, CultureInfo.InvariantCulture));
                if (name.Length > MaxName)
                {
                    throw new WeightFileException(
                        $"The file has a name of {name.Length} characters, '{name[..50]}...'; at most {MaxName} are sensible.");
                }

                if (value is PickleTensor tensor)
                {
                    tensor.Check(name);
                    tensors[name] = tensor;
                }
                else if (value is PickleDictionary inner)
                {
                    Visit(inner, $"{name}.", depth + 1);
                }
            }
        }
    }
}
