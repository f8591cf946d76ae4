using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks;

/// <summary>
/// What an operator sees of its node while it is compiled. Attributes, inputs and outputs are asked for by name or
/// number; what an operator never asked for it would ignore, so <see cref="RefuseTheRest"/> refuses it.
/// </summary>
internal sealed class NodeContext(
    NetworkNode node, int[] inputs, int[] outputs, Func<string, NetworkTensor?> constants, bool inPlace)
{
    private readonly HashSet<string> _attributes = new(StringComparer.Ordinal);
    private readonly bool[] _inputs = new bool[inputs.Length];
    private readonly bool[] _outputs = new bool[outputs.Length];

    /// <summary>Whether the first input may be overwritten: nobody else reads it, and no gradient needs it.</summary>
    public bool InPlace { get; } = inPlace;

    /// <summary>Number of inputs, omitted ones in between included.</summary>
    public int InputCount => inputs.Length;

    /// <summary>Number of outputs, those included that nobody reads.</summary>
    public int OutputCount => node.Outputs.Count;

    /// <summary>Slot of the first output.</summary>
    public int Out => OptionalOut(0);

    /// <summary>Slot of input <paramref name="index"/>, or -1 when it is omitted.</summary>
    public int OptionalIn(int index)
    {
        if (index >= inputs.Length)
        {
            return -1;
        }

        _inputs[index] = true;
        return inputs[index];
    }

    /// <summary>Slot of a required input.</summary>
    public int In(int index)
    {
        int slot = OptionalIn(index);
        if (slot < 0)
        {
            Unsupported($"input {index} is missing; the operator needs it.");
        }

        return slot;
    }

    /// <summary>Slots of all inputs, none of which may be missing.</summary>
    public int[] AllIn() => [.. Enumerable.Range(0, InputCount).Select(In)];

    /// <summary>Slot of an output, or -1 when nobody reads it.</summary>
    public int OptionalOut(int index)
    {
        if (index >= outputs.Length)
        {
            return -1;
        }

        _outputs[index] = true;
        return outputs[index];
    }

    /// <summary>The value of an input that is known without running the network; null when it is computed or omitted.</summary>
    public NetworkTensor? Constant(int index)
    {
        OptionalIn(index);
        return index < node.Inputs.Count && node.Inputs[index].Length > 0 ? constants(node.Inputs[index]) : null;
    }

    /// <summary>Whole numbers from an input, constant or computed, or from an attribute of older opsets; null when neither is there.</summary>
    public NumberList? Numbers(int input, string? attribute = null)
    {
        if (attribute is not null && Has(attribute))
        {
            return new NumberList([.. node.GetInts(attribute)], -1);
        }

        int slot = OptionalIn(input);
        return slot < 0 ? null : new NumberList(Constant(input) is { } tensor ? TensorData.ToLongs(tensor) : null, slot);
    }

    /// <summary>Numbers from an input, constant or computed, or from an attribute of older opsets; null when neither is there.</summary>
    public RealList? Reals(int input, string? attribute = null)
    {
        if (attribute is not null && Has(attribute))
        {
            return new RealList([.. node.GetFloats(attribute)], -1);
        }

        int slot = OptionalIn(input);
        return slot < 0 ? null : new RealList(Constant(input) is { } tensor ? TensorData.ToDoubles(tensor) : null, slot);
    }

    /// <summary>A constant float scalar from an input, or from an attribute of older opsets.</summary>
    public float? Number(int input, string? attribute = null)
    {
        if (attribute is not null && Has(attribute))
        {
            return node.GetFloat(attribute, 0);
        }

        int slot = OptionalIn(input);
        NetworkTensor? tensor = Constant(input);
        if (tensor is null)
        {
            return slot < 0 ? null : throw Refusal($"input {input} must be a constant, but is computed by the network.");
        }

        return tensor.Count == 1
            ? (float)TensorData.ToDoubles(tensor)[0]
            : throw Refusal($"input {input} must be one number, but has {tensor.Count}.");
    }

    /// <summary>Whether an attribute is there.</summary>
    public bool Has(string attribute)
    {
        _attributes.Add(attribute);
        return node.Has(attribute);
    }

    /// <summary>A whole number.</summary>
    public long Int(string attribute, long defaultValue) => Has(attribute) ? node.GetInt(attribute, defaultValue) : defaultValue;

    /// <summary>A truth value, which ONNX writes as a whole number.</summary>
    public bool Flag(string attribute, bool defaultValue = false) => Int(attribute, defaultValue ? 1 : 0) != 0;

    /// <summary>A number.</summary>
    public float Float(string attribute, float defaultValue) => Has(attribute) ? node.GetFloat(attribute, defaultValue) : defaultValue;

    /// <summary>A text.</summary>
    public string Text(string attribute, string defaultValue) => Has(attribute) ? node.GetString(attribute, defaultValue) : defaultValue;

    /// <summary>A text that must be one of several; the first is the default.</summary>
    public string OneOf(string attribute, params string[] values)
    {
        string value = Text(attribute, values[0]);
        if (!values.Contains(value))
        {
            Unsupported($"{attribute} '{value}' is not supported; known are {string.Join(", ", values)}.");
        }

        return value;
    }

    /// <summary>A list of whole numbers; null when it is not there.</summary>
    public long[]? Ints(string attribute) => Has(attribute) ? [.. node.GetInts(attribute)] : null;

    /// <summary>A list of numbers; null when it is not there.</summary>
    public float[]? Floats(string attribute) => Has(attribute) ? [.. node.GetFloats(attribute)] : null;

    /// <summary>A list of texts; null when it is not there.</summary>
    public string[]? Texts(string attribute) => Has(attribute) ? [.. node.GetStrings(attribute)] : null;

    /// <summary>A tensor; null when it is not there.</summary>
    public NetworkTensor? Tensor(string attribute) => Has(attribute) ? node.GetTensor(attribute) : null;

    /// <summary>Says that attributes do not change what training computes.</summary>
    public void Ignore(params string[] attributes) => _attributes.UnionWith(attributes);

    /// <summary>An operation from one input to one output.</summary>
    public Operation Unary(Func<Tensor, Tensor> apply)
    {
        int input = In(0), output = Out;
        return f => f[output] = apply(f[input]);
    }

    /// <summary>An operation from two inputs, which broadcasting brings together, to one output.</summary>
    public Operation Binary(Func<Tensor, Tensor, Tensor> apply)
    {
        int left = In(0), right = In(1), output = Out;
        return f =>
        {
            (Tensor a, Tensor b) = f.Together(f[left], f[right]);
            f[output] = apply(a, b);
        };
    }

    /// <summary>Refuses attributes, inputs and used outputs that the operator did not ask for: ignored, they would change results.</summary>
    public void RefuseTheRest()
    {
        if (node.AttributeNames.FirstOrDefault(a => !_attributes.Contains(a)) is { } attribute)
        {
            Unsupported($"attribute '{attribute}' is not supported.");
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] >= 0 && !_inputs[i])
            {
                Unsupported($"input {i} ('{node.Inputs[i]}') is not supported.");
            }
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i] >= 0 && !_outputs[i])
            {
                Unsupported($"output {i} ('{node.Outputs[i]}') is used, but not supported.");
            }
        }
    }

    /// <summary>Says that this use of the operator is not supported.</summary>
    [DoesNotReturn]
    public void Unsupported(string message) => throw Refusal(message);

    /// <summary>The same as an exception to throw.</summary>
    public UnsupportedOperatorException Refusal(string message) => new(node.Name, node.OpType, message);

    /// <summary>What to throw when the values that arrive while the network runs are not possible.</summary>
    public TrainingException Failure(string message) => new($"Node '{node.Name}' ({node.OpType}) failed: {message}");
}

/// <summary>Whole numbers that are known when a node is compiled, or read from a slot when it runs.</summary>
internal sealed class NumberList(long[]? known, int slot)
{
    /// <summary>The numbers of a pass; the caller does not change them.</summary>
    public long[] In(Frame frame) => known ?? TensorData.ToLongs(frame[slot]);
}

/// <summary>Numbers that are known when a node is compiled, or read from a slot when it runs.</summary>
internal sealed class RealList(double[]? known, int slot)
{
    /// <summary>The numbers of a pass; the caller does not change them.</summary>
    public double[] In(Frame frame) => known ?? TensorData.ToDoubles(frame[slot]);
}
