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
