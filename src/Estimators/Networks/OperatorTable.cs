using MlNetDeep.Estimators.Networks.Operators;

namespace MlNetDeep.Estimators.Networks;

/// <summary>The ONNX operators that training knows, gathered from the operator groups.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, OperatorEntry> _entries = Gather();

    public static IReadOnlyDictionary<string, OperatorEntry> Entries => _entries;

    private static Dictionary<string, OperatorEntry> Gather()
    {
        var entries = new Dictionary<string, OperatorEntry>(StringComparer.Ordinal);
        ActivationOperators.AddTo(entries);
        ArithmeticOperators.AddTo(entries);
        ConvolutionOperators.AddTo(entries);
        MatrixOperators.AddTo(entries);
        NormalizationOperators.AddTo(entries);
        PoolingOperators.AddTo(entries);
        ReductionOperators.AddTo(entries);
        ShapeOperators.AddTo(entries);
        return entries;
    }
}

/// <summary>A row of the operator table.</summary>
/// <param name="Compile">Turns a node into something that runs.</param>
/// <param name="NotSupported">What of the ONNX operator is not supported; empty when all of it is.</param>
internal readonly record struct OperatorEntry(Func<NodeContext, Operation> Compile, string NotSupported = "");

/// <summary>One compiled node: reads its inputs from the frame and writes its outputs to it.</summary>
internal delegate void Operation(Frame frame);
