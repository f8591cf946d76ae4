using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Normalizations over the batch, over groups of channels, over what is behind an axis, over neighbours.</summary>
internal static class NormalizationOperators
{
    public static void AddTo(OperatorTable table)
    {
        table.Add("BatchNormalization", 1, BatchNormalization, "outputs beyond the first; spatial=0; the graph's own mode: the run decides");
        table.Add("InstanceNormalization", 6, c =>
        {
            int input = c.In(0), scale = c.In(1), shift = c.In(2), output = c.Out;
            double epsilon = c.Float("epsilon", 1e-5f);
            return f => f[output] = F.instance_norm(Frame.Like(f[input], f[scale]), weight: f[scale], bias: f[shift], eps: epsilon);
        });
        table.Add("LayerNormalization", 17, LayerNormalization, "stash_type: the precision is the input's");
        table.Add("GroupNormalization", 18, c => GroupNormalization(c, perGroup: true));
        table.Add("GroupNormalization", 21, c => GroupNormalization(c, perGroup: false), "stash_type: the precision is the input's");
        table.Add("RMSNormalization", 23, RmsNormalization, "stash_type: the precision is the input's");
        table.Add("LRN", 1, LocalResponse, "even sizes, which ONNX Runtime does not score");
        table.Add("LpNormalization", 1, c =>
        {
            long axis = c.Int("axis", -1), p = c.Int("p", 2);
            return p is 1 or 2
                ? c.Unary(x => x.div(p == 1 ? x.abs().sum(axis, keepdim: true) : x.mul(x).sum(axis, keepdim: true).sqrt()))
                : throw c.Refusal($"p must be 1 or 2, but is {p}.");
        });
        table.Add("MeanVarianceNormalization", 9, c =>
        {
            long[] axes = c.Ints("axes") ?? [0, 2, 3];
            return c.Unary(x =>
            {
                Tensor centred = x.sub(x.mean(axes, keepdim: true));
                return centred.div(centred.mul(centred).mean(axes, keepdim: true).sqrt().add(S(1e-9), S(1)));
            });
        });
    }

    /// <summary>
    /// In training the batch's own mean and variance normalize, and move the running ones as PyTorch does:
    /// running = momentum * running + (1 - momentum) * batch, with the unbiased variance. A layer whose scale and shift
    /// are frozen stays in inference mode, so that fine-tuning does not wash its statistics out.
    /// </summary>
    private static Operation BatchNormalization(NodeContext c)
    {
        c.Ignore("is_test", "consumed_inputs", "training_mode");
        if (c.Int("spatial", 1) != 1)
        {
            c.Unsupported("spatial=0 is not supported.");
        }

        int input = c.In(0), scale = c.In(1), shift = c.In(2), mean = c.In(3), variance = c.In(4), output = c.Out;
        double epsilon = c.Float("epsilon", 1e-5f), momentum = 1 - c.Float("momentum", 0.9f);
        return f =>
        {
            bool learns = f.Training && (f.IsTrained[scale] || f.IsTrained[shift]);
            f[output] = F.batch_norm(f[input], f[mean], f[variance], f[scale], f[shift], learns, momentum, epsilon);
        };
    }

    private static Operation LayerNormalization(NodeContext c)
    {
        c.Ignore("stash_type");
        int input = c.In(0), scale = c.In(1), shift = c.OptionalIn(2), output = c.Out, mean = c.OptionalOut(1), deviation = c.OptionalOut(2);
        long axis = c.Int("axis", -1);
        double epsilon = c.Float("epsilon", 1e-5f);
        return f =>
        {
            Tensor weight = f[scale], x = Frame.Like(f[input], weight);
            long[] shape = x.shape[(int)(axis < 0 ? axis + x.ndim : axis)..];
            if (weight.shape.SequenceEqual(shape) && (shift < 0 || f[shift].shape.SequenceEqual(shape)))
            {
                f[output] = F.layer_norm(x, shape, weight, shift < 0 ? null : f[shift], epsilon);
            }
            else
            {
                Tensor scaled = F.layer_norm(x, shape, eps: epsilon).mul(weight);
                f[output] = shift < 0 ? scaled : scaled.add(f[shift], S(1));
            }

            if (mean >= 0 || deviation >= 0)
            {
                long[] axes = [.. Enumerable.Range(1, shape.Length).Select(i => -(long)i)];
                Tensor average = x.mean(axes, keepdim: true), centred = x.sub(average);
                f[mean] = average;
                f[deviation] = centred.mul(centred).mean(axes, keepdim: true).add(S(epsilon), S(1)).rsqrt();
            }
        };
    }

    // Version 18 gave each group one scale and shift; 21 gives each channel its own.
    private static Operation GroupNormalization(NodeContext c, bool perGroup)
    {
        if (!perGroup)
        {
            c.Ignore("stash_type");
        }

        int input = c.In(0), scale = c.In(1), shift = c.In(2), output = c.Out;
        long groups = c.Int("num_groups", 0);
        double epsilon = c.Float("epsilon", 1e-5f);
        return f =>
        {
            Tensor x = Frame.Like(f[input], f[scale]);
            if (groups < 1 || x.size(1) % groups != 0)
            {
                throw c.Failure($"{x.size(1)} channels cannot be split into num_groups={groups}.");
            }

            Tensor PerChannel(Tensor values) => perGroup ? values.repeat_interleave(x.size(1) / groups, 0) : values;
            f[output] = F.group_norm(x, groups, PerChannel(f[scale]), PerChannel(f[shift]), epsilon);
        };
    }

    private static Operation RmsNormalization(NodeContext c)
    {
        c.Ignore("stash_type");
        long axis = c.Int("axis", -1);
        double epsilon = c.Float("epsilon", 1e-5f);
        return c.Binary((input, scale) =>
        {
            Tensor x = Frame.Like(input, scale);
            long[] axes = [.. Enumerable.Range((int)(axis < 0 ? axis + x.ndim : axis), (int)(axis < 0 ? -axis : x.ndim - axis)).Select(i => (long)i)];
            return x.mul(x.mul(x).mean(axes, keepdim: true).add(S(epsilon), S(1)).rsqrt()).mul(scale);
        });
    }

    private static Operation LocalResponse(NodeContext c)
    {
        long size = c.Int("size", 0);
        if (size < 1)
        {
            c.Unsupported($"size must be at least 1, but is {size}.");
        }

        double alpha = c.Float("alpha", 1e-4f), beta = c.Float("beta", 0.75f), bias = c.Float("bias", 1f);
        return size % 2 == 1
            ? c.Unary(x => F.local_response_norm(x.dtype == ScalarType.BFloat16 ? x.to_type(ScalarType.Float32) : x, size, alpha, beta, bias))
            : throw c.Refusal($"size must be odd, but is {size}; ONNX Runtime scores no even one.");
    }
}
