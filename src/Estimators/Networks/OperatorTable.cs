using MlNetDeep.Estimators.Networks.Operators;

namespace MlNetDeep.Estimators.Networks;

/// <summary>The ONNX operators that training knows, gathered from the operator groups.</summary>
internal sealed class OperatorTable
{
    /// <summary>The newest version of ONNX's own operator set whose meaning is known.</summary>
    public const int NewestOpset = 23;

    private readonly OperatorVersions<OperatorEntry> _entries = new();

    private OperatorTable()
    {
        ActivationOperators.AddTo(this);
        ArithmeticOperators.AddTo(this);
        AttentionOperators.AddTo(this);
        BlockOperators.AddTo(this);
        ConvolutionOperators.AddTo(this);
        DropoutOperators.AddTo(this);
        FillOperators.AddTo(this);
        GridSampleOperators.AddTo(this);
        IndexOperators.AddTo(this);
        LogicOperators.AddTo(this);
        LossOperators.AddTo(this);
        MatrixOperators.AddTo(this);
        NormalizationOperators.AddTo(this);
        PadOperators.AddTo(this);
        PoolingOperators.AddTo(this);
        RecurrentOperators.AddTo(this);
        ReductionOperators.AddTo(this);
        ResizeOperators.AddTo(this);
        ScatterOperators.AddTo(this);
        ShapeOperators.AddTo(this);
        SoftmaxOperators.AddTo(this);
        TypeOperators.AddTo(this);
    }

    /// <summary>The table.</summary>
    public static OperatorTable Instance { get; } = new();

    /// <summary>All entries.</summary>
    public IEnumerable<(string Domain, string Name, int Since, OperatorEntry Entry)> All => _entries.All;

    /// <summary>Adds an operator, as it is from a version of the operator set on.</summary>
    /// <param name="name">Name of the operator.</param>
    /// <param name="since">The version.</param>
    /// <param name="compile">Turns a node into something that runs.</param>
    /// <param name="notSupported">What of the operator is not supported; empty when all of it is.</param>
    /// <param name="domain">Domain of the operator; empty for ONNX's own.</param>
    public void Add(string name, int since, Func<NodeContext, Operation> compile, string notSupported = "", string domain = "") =>
        _entries.Add(name, since, new OperatorEntry(compile, notSupported), domain);

    /// <summary>What holds for a node.</summary>
    /// <exception cref="UnsupportedOperatorException">Training does not know the operator, or not this version of it.</exception>
    public OperatorEntry Find(NetworkNode node, int opset)
    {
        if (node.Domain.Length == 0 && opset > NewestOpset)
        {
            throw new UnsupportedOperatorException(
                node.Name, node.OpType, $"training knows ONNX's operator sets up to {NewestOpset}, but the network is written in {opset}. Export it with an older one.");
        }

        if (_entries.TryFind(node.Domain, node.OpType, opset, out OperatorEntry entry))
        {
            return entry;
        }

        if (_entries.Knows(node.Domain, node.OpType))
        {
            int first = _entries.All.First(e => e.Domain == node.Domain && e.Name == node.OpType).Since;
            throw new UnsupportedOperatorException(
                node.Name, node.OpType, $"training knows this operator from operator set {first} on, but the network is written in {opset}. Export it with a newer one.");
        }

        throw new UnsupportedOperatorException(
            node.Name, node.OpType, OutOfReach.Reason(node) is { } reason
                ? $"training does not support it: {reason}."
                : $"training does not know this operator; {nameof(TorchNetwork)}.{nameof(TorchNetwork.SupportedOperators)} lists those that it knows.");
    }
}

/// <summary>A row of the operator table.</summary>
/// <param name="Compile">Turns a node into something that runs.</param>
/// <param name="NotSupported">What of the ONNX operator is not supported; empty when all of it is.</param>
internal readonly record struct OperatorEntry(Func<NodeContext, Operation> Compile, string NotSupported);

/// <summary>One compiled node: reads its inputs from the frame and writes its outputs to it.</summary>
internal delegate void Operation(Frame frame);
