namespace MlNetDeep;

/// <summary>Shape rules of matrix products.</summary>
internal static class MatrixProducts
{
    public static void Gemm(ShapeContext context)
    {
        var (a, b) = (context.Dims(0), context.Dims(1));
        if (a.Length != 2 || b.Length != 2)
        {
            context.Throw(
                $"a dense layer needs an input [N, features], but has {ShapeText.Format(a)} and a weight "
                + $"{ShapeText.Format(b)}. Put a Flatten before it.");
        }

        var (rows, inner) = context.Node.GetInt("transA", 0) != 0 ? (a[1], a[0]) : (a[0], a[1]);
        var (needed, columns) = context.Node.GetInt("transB", 0) != 0 ? (b[1], b[0]) : (b[0], b[1]);
        if (inner != needed)
        {
            context.Throw(
                $"the input {ShapeText.Format(a)} has {inner} features, but the weight {ShapeText.Format(b)} needs "
                + $"{needed}.");
        }

        if (context.Has(2) && !Broadcasting.Combine(context, context.Dims(2), [rows, columns]).SequenceEqual([rows, columns]))
        {
            context.Throw($"the bias {ShapeText.Format(context.Dims(2))} does not fit the output [{rows}, {columns}].");
        }

        context.Set(0, rows, columns);
    }

    public static void MatMul(ShapeContext context)
    {
        var a = context.Dims(0, 1, "with at least one dimension");
        var b = context.Dims(1, 1, "with at least one dimension");
        long[] left = a.Length == 1 ? [1, a[0]] : a;
        long[] right = b.Length == 1 ? [b[0], 1] : b;
        if (left[^1] != right[^2])
        {
            context.Throw(
                $"the input {ShapeText.Format(a)} and the weight {ShapeText.Format(b)} do not fit: {left[^1]} columns "
                + $"against {right[^2]} rows.");
        }

        var output = Broadcasting.Combine(context, left[..^2], right[..^2]).ToList();
        if (a.Length > 1)
        {
            output.Add(left[^2]);
        }

        if (b.Length > 1)
        {
            output.Add(right[^1]);
        }

        context.Set(0, [.. output]);
    }
}
