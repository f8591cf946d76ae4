using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Batch, instance and local response normalization.</summary>
internal static class NormalizationOperators
{
    public static void AddTo(Dictionary<string, OperatorEntry> table)
    {
        table["BatchNormalization"] = new(BatchNormalization, "outputs beyond the first; the spatial=0 of opset 7");
        table["InstanceNormalization"] = new(c =>
        {
            int input = c.In(0), scale = c.In(1), shift = c.In(2), output = c.Out;
            double epsilon = c.Node.GetFloat("epsilon", 1e-5f);
            return f => f[output] = F.instance_norm(f[input], weight: f[scale], bias: f[shift], eps: epsilon);
        });
        table["LRN"] = new(c =>
        {
            long size = c.Node.GetInt("size", 0);
            if (size < 1)
            {
                c.Unsupported($"size must be at least 1, but is {size}.");
            }

            double alpha = c.Node.GetFloat("alpha", 1e-4f), beta = c.Node.GetFloat("beta", 0.75f), bias = c.Node.GetFloat("bias", 1f);
            return size % 2 == 1
                ? ActivationOperators.Unary(c, x => F.local_response_norm(x, size, alpha, beta, bias))
                : throw new UnsupportedOperatorException(c.Node.Name, c.Node.OpType, $"size must be odd, but is {size}.");
        }, "even sizes, which PyTorch centres differently");
    }

    /// <summary>
    /// In training the batch's own mean and variance normalize, and move the running ones as PyTorch does:
    /// running = momentum * running + (1 - momentum) * batch, with the unbiased variance. A layer whose scale and shift
    /// are frozen stays in inference mode, so that fine-tuning does not wash its statistics out.
    /// </summary>
    private static Operation BatchNormalization(NodeContext c)
    {
        c.RequireSingleOutput();
        if (c.Node.GetInt("spatial", 1) != 1)
        {
            c.Unsupported("spatial=0 is not supported.");
        }

        int input = c.In(0), scale = c.In(1), shift = c.In(2), mean = c.In(3), variance = c.In(4), output = c.Out;
        double epsilon = c.Node.GetFloat("epsilon", 1e-5f), momentum = 1 - c.Node.GetFloat("momentum", 0.9f);
        return f =>
        {
            bool learns = f.Training && (f.IsTrained[scale] || f.IsTrained[shift]);
            f[output] = F.batch_norm(f[input], f[mean], f[variance], f[scale], f[shift], learns, momentum, epsilon);
        };
    }
}
