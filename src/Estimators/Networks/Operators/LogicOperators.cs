using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Comparisons, truth values, and the choice by them.</summary>
internal static class LogicOperators
{
    public static void AddTo(OperatorTable table)
    {
        ArithmeticOperators.AddBinary(table, "Equal", (a, b) => a.eq(b));
        ArithmeticOperators.AddBinary(table, "Less", (a, b) => a.lt(b));
        ArithmeticOperators.AddBinary(table, "Greater", (a, b) => a.gt(b));
        ArithmeticOperators.AddBinary(table, "And", (a, b) => a.logical_and(b));
        ArithmeticOperators.AddBinary(table, "Or", (a, b) => a.logical_or(b));
        ArithmeticOperators.AddBinary(table, "Xor", (a, b) => a.logical_xor(b));
        table.Add("LessOrEqual", 12, c => c.Binary((a, b) => a.le(b)));
        table.Add("GreaterOrEqual", 12, c => c.Binary((a, b) => a.ge(b)));
        table.Add("Not", 1, c => c.Unary(x => x.logical_not()));
        table.Add("IsNaN", 9, c => c.Unary(x => x.isnan()));
        table.Add("IsInf", 10, c =>
        {
            bool above = c.Flag("detect_positive", true), below = c.Flag("detect_negative", true);
            return c.Unary(x => above && below ? x.isinf() : above ? x.isposinf() : below ? x.isneginf() : zeros_like(x, ScalarType.Bool));
        });
        table.Add("Where", 9, c =>
        {
            int condition = c.In(0), yes = c.In(1), no = c.In(2), output = c.Out;
            return f =>
            {
                (Tensor a, Tensor b) = f.Together(f[yes], f[no]);
                f[output] = where(f.Together(f[condition], a).Left, a, b);
            };
        });
    }
}
