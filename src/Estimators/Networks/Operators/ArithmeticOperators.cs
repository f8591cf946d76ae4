using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Element by element: sums, products, powers, roots, roundings, angles. Whole numbers keep their type.</summary>
internal static class ArithmeticOperators
{
    public static void AddTo(OperatorTable table)
    {
        AddBinary(table, "Add", (a, b) => a.add(b, S(1)));
        AddBinary(table, "Sub", (a, b) => a.sub(b));
        AddBinary(table, "Mul", (a, b) => a.mul(b));
        AddBinary(table, "Div", Divide);
        AddBinary(table, "Pow", (a, b) => a.pow(b).to_type(a.dtype));
        table.Add("Mod", 10, Mod);
        table.Add("Min", 1, c => Fold(c, (a, b) => a.minimum(b)));
        table.Add("Max", 1, c => Fold(c, (a, b) => a.maximum(b)));
        table.Add("Sum", 1, c => Fold(c, (a, b) => a.add(b, S(1))));
        table.Add("Mean", 1, c => Fold(c, (a, b) => a.add(b, S(1)), average: true));

        AddUnary(table, 1, ("Neg", x => x.neg()), ("Abs", x => x.abs()), ("Exp", x => x.exp()), ("Log", x => x.log()),
            ("Sqrt", x => x.sqrt()), ("Reciprocal", x => x.reciprocal()), ("Ceil", x => x.ceil()), ("Floor", x => x.floor()));
        AddUnary(table, 7, ("Sin", x => x.sin()), ("Cos", x => x.cos()), ("Tan", x => x.tan()),
            ("Asin", x => x.asin()), ("Acos", x => x.acos()), ("Atan", x => x.atan()));
        AddUnary(table, 9, ("Sinh", x => x.sinh()), ("Cosh", x => x.cosh()), ("Asinh", x => x.asinh()), ("Acosh", x => x.acosh()),
            ("Atanh", x => x.atanh()), ("Erf", x => x.erf()), ("Sign", x => x.sign()));
        AddUnary(table, 11, ("Round", x => x.round()));
        table.Add("CumSum", 11, CumSum);
    }

    /// <summary>Adds an operator on two inputs: before version 7 broadcasting was asked for, and could begin at an axis.</summary>
    public static void AddBinary(OperatorTable table, string name, Func<Tensor, Tensor, Tensor> apply)
    {
        table.Add(name, 1, c =>
        {
            c.Ignore("consumed_inputs", "broadcast");
            long? axis = c.Has("axis") ? c.Int("axis", 0) : null;
            return c.Binary((a, b) => apply(a, axis is null || b.ndim == 0
                ? b : b.reshape([.. b.shape, .. Enumerable.Repeat(1L, (int)Math.Max(0, a.ndim - (axis.Value < 0 ? axis.Value + a.ndim : axis.Value) - b.ndim))])));
        });
        table.Add(name, 7, c => c.Binary(apply));
    }

    /// <summary>Whole numbers are divided without a rest, towards zero.</summary>
    public static Tensor Divide(Tensor a, Tensor b) => a.is_integral() ? a.div(b, RoundingMode.trunc) : a.div(b);

    private static void AddUnary(OperatorTable table, int since, params ReadOnlySpan<(string Name, Func<Tensor, Tensor> Apply)> operators)
    {
        foreach ((string name, Func<Tensor, Tensor> apply) in operators)
        {
            table.Add(name, since, c => c.Unary(apply));
        }
    }

    // The remainder has the sign of the divisor; with fmod, as in C, that of the dividend.
    private static Operation Mod(NodeContext c)
    {
        bool likeC = c.Flag("fmod");
        return c.Binary((a, b) => likeC ? a.fmod(b) : a.is_integral() ? a.remainder(b)
            : throw c.Failure("a remainder of floating point numbers is only defined with fmod = 1."));
    }

    private static Operation Fold(NodeContext c, Func<Tensor, Tensor, Tensor> apply, bool average = false)
    {
        int[] inputs = c.AllIn();
        int output = c.Out;
        return f =>
        {
            Tensor result = f[inputs[0]].alias();
            for (int i = 1; i < inputs.Length; i++)
            {
                using Tensor previous = result;
                (Tensor a, Tensor b) = f.Together(previous, f[inputs[i]]);
                result = apply(a, b);
            }

            f[output] = average ? result.div(S(inputs.Length)) : result;
        };
    }

    private static Operation CumSum(NodeContext c)
    {
        NumberList axis = c.Numbers(1) ?? throw c.Refusal("the axis is missing.");
        int input = c.In(0), output = c.Out;
        bool exclusive = c.Flag("exclusive"), reverse = c.Flag("reverse");
        return f =>
        {
            Tensor x = f[input];
            long[] along = [axis.In(f)[0]];
            Tensor forward = reverse ? x.flip(along) : x;
            Tensor sums = forward.cumsum(along[0], x.dtype);
            Tensor result = exclusive ? sums.sub(forward) : sums;
            f[output] = reverse ? result.flip(along) : result;
        };
    }
}
