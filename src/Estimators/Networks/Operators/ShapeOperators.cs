using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Operators that ask for shapes, change them, or repeat values to fill them.</summary>
internal static class ShapeOperators
{
    public static void AddTo(OperatorTable table)
    {
        table.Add("Identity", 1, c => c.Unary(x => x.alias()));
        table.Add("Constant", 1, c =>
        {
            // The plan puts its value into the slot once and for all.
            c.OptionalOut(0);
            c.Ignore("value", "value_float", "value_floats", "value_int", "value_ints");
            return static _ => { };
        }, "text and sparse values");
        table.Add("Shape", 1, c => c.Unary(x => tensor(x.shape, ScalarType.Int64)));
        table.Add("Shape", 15, c =>
        {
            long start = c.Int("start", 0), end = c.Int("end", long.MaxValue);
            return c.Unary(x =>
            {
                int Bound(long at) => (int)Math.Clamp(at < 0 ? at + x.ndim : at, 0, x.ndim);
                return tensor(x.shape[Bound(start)..Math.Max(Bound(start), Bound(end))], ScalarType.Int64);
            });
        });
        table.Add("Size", 1, c => c.Unary(x => tensor(x.numel(), ScalarType.Int64)));
        table.Add("Flatten", 1, c =>
        {
            long axis = c.Int("axis", 1);
            return c.Unary(x => axis == 1 && x.ndim == 2 ? x.alias() : Flatten(x, axis < 0 ? axis + x.ndim : axis));
        });
        table.Add("Reshape", 1, c => Reshape(c, c.Numbers(1, "shape")));
        table.Add("Reshape", 5, c => Reshape(c, c.Numbers(1)));
        table.Add("Transpose", 1, c =>
        {
            long[]? order = c.Ints("perm");
            return c.Unary(x => x.permute(order ?? [.. Enumerable.Range(0, (int)x.ndim).Reverse().Select(i => (long)i)]));
        });
        table.Add("Squeeze", 1, Squeeze);
        table.Add("Unsqueeze", 1, Unsqueeze);
        table.Add("Expand", 8, Expand);
        table.Add("Tile", 6, c => WithNumbers(c, (x, repeats) => x.tile(repeats)));
    }

    /// <summary>Two dimensions: those before an axis, and those from it on.</summary>
    public static Tensor Flatten(Tensor x, long axis)
    {
        long rows = 1;
        for (int i = 0; i < axis; i++)
        {
            rows *= x.size(i);
        }

        return x.reshape(rows, rows == 0 ? 0 : x.numel() / rows);
    }

    private static Operation Reshape(NodeContext c, NumberList? numbers)
    {
        c.Ignore("consumed_inputs");
        NumberList wanted = numbers ?? throw c.Refusal("the new shape is missing.");
        int input = c.In(0), output = c.Out;
        bool allowZero = c.Flag("allowzero");
        return f =>
        {
            Tensor x = f[input];
            long[] shape = [.. wanted.In(f)];
            for (int i = 0; i < shape.Length && !allowZero; i++)
            {
                shape[i] = shape[i] == 0 ? x.size(i) : shape[i];
            }

            f[output] = x.reshape(shape);
        };
    }

    private static Operation Squeeze(NodeContext c)
    {
        NumberList? numbers = c.Numbers(1, "axes");
        int input = c.In(0), output = c.Out;
        return f =>
        {
            Tensor x = f[input];
            long[]? axes = numbers?.In(f);
            bool Drops(int axis) => axes is null ? x.size(axis) == 1 : axes.Contains(axis) || axes.Contains(axis - x.ndim);
            f[output] = x.reshape([.. Enumerable.Range(0, (int)x.ndim).Where(i => !Drops(i)).Select(i => x.size(i))]);
        };
    }

    private static Operation Unsqueeze(NodeContext c)
    {
        NumberList numbers = c.Numbers(1, "axes") ?? throw c.Refusal("the axes are missing.");
        int input = c.In(0), output = c.Out;
        return f =>
        {
            Tensor x = f[input];
            long[] axes = numbers.In(f);
            long rank = x.ndim + axes.Length;
            var shape = new List<long>(x.shape);
            foreach (long axis in axes.Select(a => a < 0 ? a + rank : a).Order())
            {
                shape.Insert((int)axis, 1);
            }

            f[output] = x.reshape([.. shape]);
        };
    }

    private static Operation Expand(NodeContext c) => WithNumbers(c, (x, wanted) =>
    {
        var shape = new long[Math.Max(x.ndim, wanted.Length)];
        for (int i = 1; i <= shape.Length; i++)
        {
            long have = i <= x.ndim ? x.size((int)x.ndim - i) : 1, asked = i <= wanted.Length ? wanted[^i] : 1;
            shape[^i] = asked == 1 ? have : asked;
        }

        return x.expand(shape);
    });

    private static Operation WithNumbers(NodeContext c, Func<Tensor, long[], Tensor> apply)
    {
        NumberList numbers = c.Numbers(1) ?? throw c.Refusal("input 1 is missing; the operator needs it.");
        int input = c.In(0), output = c.Out;
        return f => f[output] = apply(f[input], numbers.In(f));
    }
}
