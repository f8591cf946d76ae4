using System.Diagnostics.CodeAnalysis;

namespace MlNetDeep;

/// <summary>What a shape rule sees: the node, what is known about its inputs, and a place for its outputs.</summary>
internal sealed class ShapeContext(NetworkNode node, IReadOnlyList<ValueShape?> inputs, int opset)
{
    public NetworkNode Node { get; } = node;

    public int Opset { get; } = opset;

    public ValueShape?[] Outputs { get; } = new ValueShape?[node.Outputs.Count];

    public int InputCount => inputs.Count;

    public bool Has(int index) => index < inputs.Count && inputs[index] is not null;

    public ValueShape Value(int index) =>
        Has(index) ? inputs[index]! : throw Fail($"operator {Node.OpType} needs input {index}, which is missing.");

    public long[] Dims(int index) => Value(index).Dims;

    /// <summary>The dimensions of an input that must have at least this rank.</summary>
    public long[] Dims(int index, int minRank, string layout)
    {
        var dims = Dims(index);
        return dims.Length >= minRank
            ? dims
            : throw Fail($"{Node.OpType} needs an input {layout}, but input {index} has shape {ShapeText.Format(dims)}.");
    }

    /// <summary>The numbers of an input that says something about shape, which must therefore be constant.</summary>
    public long[] Integers(int index) =>
        Value(index).Integers ?? throw Fail(
            $"the shape that {Node.OpType} gives depends on input {index}, whose values are only known when the network "
            + "runs.");

    /// <summary>A list that is an input in newer operator sets and an attribute in older ones; null when neither.</summary>
    public IReadOnlyList<long>? IntegersOrAttribute(int index, string attribute) =>
        Has(index) ? Integers(index) : Node.Has(attribute) ? Node.GetInts(attribute) : null;

    public void Set(int index, params long[] dims) => Set(index, new ValueShape(dims));

    public void Set(int index, ValueShape value)
    {
        if (index < Outputs.Length)
        {
            // Arithmetic on shapes is short; a list that grows and grows is an attack on the memory.
            Outputs[index] = value.Integers?.Length > ValueShape.MaxIntegers ? value with { Integers = null } : value;
        }
    }

    /// <summary>An axis counted from either end.</summary>
    public int Axis(long axis, int rank) =>
        axis >= -rank && axis < rank
            ? (int)(axis < 0 ? axis + rank : axis)
            : throw Fail($"axis {axis} does not exist in a value of {rank} dimensions.");

    [DoesNotReturn]
    public void Throw(string message) => throw Fail(message);

    public ShapeException Fail(string message) => new(Node.Name, message);

    /// <summary>The error of sizes that no memory holds, whatever else is known about the graph.</summary>
    public ShapeException TooLarge(string message) => new(Node.Name, message) { IsTooLarge = true };
}
