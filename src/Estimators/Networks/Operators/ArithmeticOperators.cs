using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Element by element: sums, products, powers, roots, casts.</summary>
internal static class ArithmeticOperators
{
    public static void AddTo(Dictionary<string, OperatorEntry> table)
    {
        table["Add"] = new(c => Binary(c, (a, b) => a.add(b, S(1))));
        table["Sub"] = new(c => Binary(c, (a, b) => a.sub(b)));
        table["Mul"] = new(c => Binary(c, (a, b) => a.mul(b)));
        table["Div"] = new(c => Binary(c, (a, b) => a.div(b)), "integer division");
        table["Pow"] = new(c => Binary(c, (a, b) => a.pow(b)));
        table["Min"] = new(c => Fold(c, (a, b) => a.minimum(b)));
        table["Max"] = new(c => Fold(c, (a, b) => a.maximum(b)));
        table["Sum"] = new(c => Fold(c, (a, b) => a.add(b, S(1))));
        table["Neg"] = new(c => ActivationOperators.Unary(c, x => x.neg()));
        table["Abs"] = new(c => ActivationOperators.Unary(c, x => x.abs()));
        table["Exp"] = new(c => ActivationOperators.Unary(c, x => x.exp()));
        table["Log"] = new(c => ActivationOperators.Unary(c, x => x.log()));
        table["Sqrt"] = new(c => ActivationOperators.Unary(c, x => x.sqrt()));
        table["Reciprocal"] = new(c => ActivationOperators.Unary(c, x => x.reciprocal()));
        table["Erf"] = new(c => ActivationOperators.Unary(c, x => x.erf()));
        table["Identity"] = new(c => ActivationOperators.Unary(c, x => x.alias()));
        table["Cast"] = new(Cast, "types other than float, double, half, bfloat16, int32, int64, uint8 and bool");
    }

    private static Operation Binary(NodeContext c, Func<Tensor, Tensor, Tensor> apply)
    {
        int left = c.In(0), right = c.In(1), output = c.Out;
        return f => f[output] = apply(f[left], f[right]);
    }

    private static Operation Fold(NodeContext c, Func<Tensor, Tensor, Tensor> apply)
    {
        int[] inputs = [.. Enumerable.Range(0, c.InputCount).Select(c.In)];
        int output = c.Out;
        return f =>
        {
            Tensor result = f[inputs[0]].alias();
            for (int i = 1; i < inputs.Length; i++)
            {
                using Tensor previous = result;
                result = apply(previous, f[inputs[i]]);
            }

            f[output] = result;
        };
    }

    private static Operation Cast(NodeContext c)
    {
        ScalarType type = (MlNetDeep.TensorElementType)c.Node.GetInt("to", 0) switch
        {
            MlNetDeep.TensorElementType.Float => ScalarType.Float32,
            MlNetDeep.TensorElementType.Double => ScalarType.Float64,
            MlNetDeep.TensorElementType.Float16 => ScalarType.Float16,
            MlNetDeep.TensorElementType.BFloat16 => ScalarType.BFloat16,
            MlNetDeep.TensorElementType.Int32 => ScalarType.Int32,
            MlNetDeep.TensorElementType.Int64 => ScalarType.Int64,
            MlNetDeep.TensorElementType.UInt8 => ScalarType.Byte,
            MlNetDeep.TensorElementType.Bool => ScalarType.Bool,
            var other => throw new UnsupportedOperatorException(c.Node.Name, c.Node.OpType, $"casts to {other} are not supported."),
        };
        return ActivationOperators.Unary(c, x => x.dtype == type ? x.alias() : x.to_type(type));
    }
}
