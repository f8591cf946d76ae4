using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Relu and its family, sigmoid, tanh, softmax, dropout.</summary>
internal static class ActivationOperators
{
    public static void AddTo(Dictionary<string, OperatorEntry> table)
    {
        table["Relu"] = new(c => c.InPlace ? ReluInPlace(c) : Unary(c, x => x.relu()));
        table["LeakyRelu"] = new(c =>
        {
            double slope = c.Node.GetFloat("alpha", 0.01f);
            return Unary(c, x => x.leaky_relu(S(slope)));
        });
        table["Sigmoid"] = new(c => Unary(c, x => x.sigmoid()));
        table["Tanh"] = new(c => Unary(c, x => x.tanh()));
        table["HardSwish"] = new(c => Unary(c, x => x.hardswish()));
        table["Elu"] = new(c =>
        {
            double alpha = c.Node.GetFloat("alpha", 1f);
            return Unary(c, x => x.elu(S(alpha), S(1), S(1)));
        });
        table["Softplus"] = new(c => Unary(c, Softplus));
        table["HardSigmoid"] = new(c =>
        {
            float alpha = c.Node.GetFloat("alpha", 0.2f), beta = c.Node.GetFloat("beta", 0.5f);
            return Unary(c, x => x.mul(S(alpha)).add(S(beta), S(1)).clamp(S(0), S(1)));
        });
        table["Clip"] = new(Clip, "bounds that the network computes");
        table["PRelu"] = new(c =>
        {
            int input = c.In(0), slope = c.In(1), output = c.Out;
            return f => f[output] = f[input].clamp(min: S(0)).add(f[input].clamp(max: S(0)).mul(f[slope]), S(1));
        });
        table["Softmax"] = new(c => Softmax(c, log: false), "the flattening of axes before opset 13, unless the axis is the last");
        table["LogSoftmax"] = new(c => Softmax(c, log: true), "the flattening of axes before opset 13, unless the axis is the last");
        table["Dropout"] = new(Dropout, "the mask output; training_mode is ignored, the run decides");
    }

    public static Operation Unary(NodeContext c, Func<Tensor, Tensor> apply)
    {
        int input = c.In(0), output = c.Out;
        return f => f[output] = apply(f[input]);
    }

    /// <summary>log(1 + exp(x)) without overflow; at 0, unlike forms of relu and log1p, with the right slope.</summary>
    public static Tensor Softplus(Tensor x) => x.neg().log_sigmoid().neg();

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

    private static Operation Clip(NodeContext c)
    {
        float low = c.Float(1, "min") ?? float.NegativeInfinity, high = c.Float(2, "max") ?? float.PositiveInfinity;
        return Unary(c, x => x.clamp(S(low), S(high)));
    }

    private static Operation Softmax(NodeContext c, bool log)
    {
        // The default axis was 1 up to opset 12 and is -1 since; on the [N, classes] of a classifier both are the same.
        long axis = c.Node.GetInt("axis", -1);
        return log ? Unary(c, x => x.log_softmax(axis)) : Unary(c, x => x.softmax(axis));
    }

    private static Operation Dropout(NodeContext c)
    {
        c.RequireSingleOutput();
        double ratio = c.Float(1, "ratio") ?? 0.5f;
        if (!(ratio >= 0 && ratio < 1))
        {
            c.Unsupported($"the ratio must be at least 0 and below 1, but is {ratio}.");
        }

        int input = c.In(0), output = c.Out;
        return f =>
        {
            Tensor x = f[input];
            f[output] = f.Training && ratio > 0 && !f.IsUndropped[output]
                ? x.mul(empty_like(x).bernoulli_(1 - ratio, f.Random).div_(S(1 - ratio)))
                : x.alias();
        };
    }
}
