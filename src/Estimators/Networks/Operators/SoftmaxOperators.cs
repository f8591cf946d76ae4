using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>
/// Softmax, its logarithm and its hard form. Before version 13 they flatten the input to two dimensions at an axis (1 by
/// default) and work on its rows; since then they work along an axis (the last by default).
/// </summary>
internal static class SoftmaxOperators
{
    public static void AddTo(OperatorTable table)
    {
        Add(table, "Softmax", (x, axis) => x.softmax(axis));
        Add(table, "LogSoftmax", (x, axis) => x.log_softmax(axis));
        Add(table, "Hardmax", Hardmax);
    }

    private static void Add(OperatorTable table, string name, Func<Tensor, long, Tensor> apply)
    {
        table.Add(name, 1, c =>
        {
            long axis = c.Int("axis", 1);
            return c.Unary(x =>
            {
                long first = axis < 0 ? axis + x.ndim : axis;
                return first == x.ndim - 1 ? apply(x, first) : apply(ShapeOperators.Flatten(x, first), 1).reshape(x.shape);
            });
        });
        table.Add(name, 13, c =>
        {
            long axis = c.Int("axis", -1);
            return c.Unary(x => apply(x, axis));
        });
    }

    private static Tensor Hardmax(Tensor x, long axis) =>
        zeros_like(x).scatter(axis, x.argmax(axis, keepdim: true), ones_like(x));
}
