using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Relu and its family, sigmoids, smooth relatives, bounds.</summary>
internal static class ActivationOperators
{
    public static void AddTo(OperatorTable table)
    {
        table.Add("Relu", 1, c => c.InPlace ? ReluInPlace(c) : c.Unary(x => x.relu()));
        table.Add("LeakyRelu", 1, c =>
        {
            double slope = c.Float("alpha", 0.01f);
            return c.Unary(x => x.leaky_relu(S(slope)));
        });
        table.Add("ThresholdedRelu", 10, c =>
        {
            double alpha = c.Float("alpha", 1f);
            return c.Unary(x => x.threshold(S(alpha), S(0)));
        });
        table.Add("PRelu", 1, c => PRelu(c, perChannel: true));
        table.Add("PRelu", 7, c => PRelu(c, perChannel: false));
        table.Add("Elu", 1, c =>
        {
            double alpha = c.Float("alpha", 1f);
            return c.Unary(x => x.elu(S(alpha), S(1), S(1)));
        });
        table.Add("Selu", 6, c =>
        {
            double alpha = c.Float("alpha", 1.67326319217681884765625f), gamma = c.Float("gamma", 1.05070102214813232421875f);
            return c.Unary(x => x.elu(S(alpha), S(gamma), S(1)));
        });
        table.Add("Celu", 12, c =>
        {
            double alpha = c.Float("alpha", 1f);
            return c.Unary(x => x.celu(S(alpha)));
        });
        table.Add("Sigmoid", 1, c => c.Unary(x => x.sigmoid()));
        table.Add("Tanh", 1, c => c.Unary(x => x.tanh()));
        table.Add("HardSigmoid", 1, c =>
        {
            float alpha = c.Float("alpha", 0.2f), beta = c.Float("beta", 0.5f);
            return c.Unary(x => x.mul(S(alpha)).add(S(beta), S(1)).clamp(S(0), S(1)));
        });
        table.Add("HardSwish", 14, c => c.Unary(x => x.hardswish()));
        table.Add("Softplus", 1, c => c.Unary(Softplus));
        table.Add("Softsign", 1, c => c.Unary(x => x.div(x.abs().add(S(1), S(1)))));
        table.Add("Mish", 18, c => c.Unary(x => x.mul(Softplus(x).tanh())));
        table.Add("Gelu", 20, c => c.OneOf("approximate", "none", "tanh") == "tanh" ? c.Unary(GeluByTanh) : c.Unary(x => x.gelu()));
        table.Add("Gelu", 1, c => c.Unary(x => x.gelu()), domain: "com.microsoft");
        table.Add("Shrink", 9, Shrink);
        table.Add("Clip", 1, c => Clip(c, c.Float("min", float.NegativeInfinity), c.Float("max", float.PositiveInfinity)));
        table.Add("Clip", 11, c => IsComputed(c, 1) || IsComputed(c, 2)
            ? ComputedClip(c)
            : Clip(c, c.Number(1) ?? float.NegativeInfinity, c.Number(2) ?? float.PositiveInfinity));
    }

    /// <summary>log(1 + exp(x)) without overflow; at 0, unlike forms of relu and log1p, with the right slope.</summary>
    public static Tensor Softplus(Tensor x) => x.neg().log_sigmoid().neg();

    private static Tensor GeluByTanh(Tensor x)
    {
        Tensor inner = x.mul(x).mul(x).mul(S(0.044715)).add(x, S(1)).mul(S(Math.Sqrt(2 / Math.PI)));
        return x.mul(inner.tanh().add(S(1), S(1))).mul(S(0.5));
    }

    private static Operation ReluInPlace(NodeContext c)
    {
        int input = c.In(0), output = c.Out;
        return f =>
        {
            // The same tensor moves to the output's slot; releasing the input's must not release it.
            f[output] = f[input].relu_();
            f.Values[input] = null;
        };
    }

    // Before version 7 a list of slopes was one per channel, wherever the channels' axis lies.
    private static Operation PRelu(NodeContext c, bool perChannel) => c.Binary((x, slope) =>
    {
        Tensor slopes = perChannel && slope.ndim == 1 && x.ndim > 2
            ? slope.reshape([-1, .. Enumerable.Repeat(1L, (int)x.ndim - 2)]) : slope;
        return x.clamp(min: S(0)).add(x.clamp(max: S(0)).mul(slopes), S(1));
    });

    private static Operation Shrink(NodeContext c)
    {
        double bias = c.Float("bias", 0f), lambda = c.Float("lambd", 0.5f);
        return c.Unary(x =>
        {
            Tensor zero = zeros_like(x);
            return where(x.gt(S(lambda)), x.sub(S(bias)), where(x.lt(S(-lambda)), x.add(S(bias), S(1)), zero)).to_type(x.dtype);
        });
    }

    private static bool IsComputed(NodeContext c, int input) => c.OptionalIn(input) >= 0 && c.Constant(input) is null;

    private static Operation Clip(NodeContext c, float low, float high) => c.Unary(x =>
    {
        if (x.is_floating_point())
        {
            return x.clamp(S(low), S(high));
        }

        Tensor above = float.IsInfinity(low) ? x.alias() : x.clamp_min(S((long)low));
        return float.IsInfinity(high) ? above : above.clamp_max(S((long)high));
    });

    private static Operation ComputedClip(NodeContext c)
    {
        int input = c.In(0), low = c.OptionalIn(1), high = c.OptionalIn(2), output = c.Out;
        return f =>
        {
            Tensor x = f[input];
            x = low < 0 ? x : x.maximum(f.Together(f[low], x).Left);
            f[output] = high < 0 ? x.alias() : x.minimum(f.Together(f[high], x).Left);
        };
    }
}
