using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Dense layers and matrix products.</summary>
internal static class MatrixOperators
{
    public static void AddTo(Dictionary<string, OperatorEntry> table)
    {
        table["Gemm"] = new(Gemm);
        table["MatMul"] = new(c =>
        {
            int left = c.In(0), right = c.In(1), output = c.Out;
            return f => f[output] = f.Operand(f[left]).matmul(f.Operand(f[right]));
        });
    }

    private static Operation Gemm(NodeContext c)
    {
        int left = c.In(0), right = c.In(1), bias = c.OptionalIn(2), output = c.Out;
        float alpha = c.Node.GetFloat("alpha", 1f), beta = c.Node.GetFloat("beta", 1f);
        bool transA = c.Node.GetInt("transA", 0) != 0, transB = c.Node.GetInt("transB", 0) != 0;
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
            Tensor product = (transA ? a.transpose(0, 1) : a).matmul(transB ? b.transpose(0, 1) : b);
            Tensor scaled = alpha == 1 ? product : product.mul(alpha);
            f[output] = bias < 0 ? scaled : scaled.add(beta == 1 ? f[bias] : f[bias].mul(beta));
        };
    }
}
