using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Dense layers, matrix products of any rank, Einstein sums.</summary>
internal static class MatrixOperators
{
    public static void AddTo(OperatorTable table)
    {
        table.Add("Gemm", 1, Gemm);
        table.Add("MatMul", 1, c =>
        {
            int left = c.In(0), right = c.In(1), output = c.Out;
            return f => f[output] = Product(c, f.Operand(f[left]), f.Operand(f[right]));
        });
        table.Add("Einsum", 12, c =>
        {
            int[] inputs = c.AllIn();
            int output = c.Out;
            string equation = c.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
            return f => f[output] = einsum(equation, [.. inputs.Select(i => f.Operand(f[i]))]);
        });
    }

    /// <summary>
    /// The matrix product. TorchSharp's matmul ends the process where its other functions throw, so that it is called
    /// with operands that fit only, and not for a matrix on the right, which a dense layer multiplies just as well.
    /// </summary>
    public static Tensor Product(NodeContext c, Tensor left, Tensor right)
    {
        if (right.ndim == 2 && left.ndim > 0)
        {
            return F.linear(left, right.transpose(0, 1));
        }

        long[] a = left.shape, b = right.shape;
        return left.dtype == right.dtype && Fit(a, b)
            ? left.matmul(right)
            : throw c.Failure(
                $"{left.dtype} of shape [{InvariantText.Join(", ", a)}] cannot be multiplied with {right.dtype} of shape [{InvariantText.Join(", ", b)}]. "
                + "The inner dimensions must be equal, and those before them equal or 1.");
    }

    private static Operation Gemm(NodeContext c)
    {
        c.Ignore("broadcast");
        int left = c.In(0), right = c.In(1), bias = c.OptionalIn(2), output = c.Out;
        float alpha = c.Float("alpha", 1f), beta = c.Float("beta", 1f);
        bool transA = c.Flag("transA"), transB = c.Flag("transB");
        if (!transA && alpha == 1 && (bias < 0 || (beta == 1 && c.Constant(2)?.Shape.Count == 1)))
        {
            return f =>
            {
                Tensor weight = f.Operand(f[right]);
                f[output] = F.linear(
                    f.Operand(f[left]), transB ? weight : weight.transpose(0, 1), bias < 0 ? null : f.Operand(f[bias]));
            };
        }

        return f =>
        {
            Tensor a = f.Operand(f[left]), b = f.Operand(f[right]);
            Tensor product = Product(c, transA ? a.transpose(0, 1) : a, transB ? b.transpose(0, 1) : b);
            Tensor scaled = alpha == 1 ? product : product.mul(S(alpha));
            f[output] = bias < 0 ? scaled : beta == 1 ? scaled.add(f[bias], S(1)) : scaled.add(f[bias], S(beta));
        };
    }

    private static bool Fit(long[] left, long[] right)
    {
        if (left.Length == 0 || right.Length == 0 || left[^1] != right[^Math.Min(2, right.Length)])
        {
            return false;
        }

        for (int i = 3; i <= Math.Min(left.Length, right.Length); i++)
        {
            if (left[^i] != right[^i] && left[^i] != 1 && right[^i] != 1)
            {
                return false;
            }
        }

        return true;
    }
}
