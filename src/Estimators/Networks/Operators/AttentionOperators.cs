using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>
/// Scaled dot product attention: softmax(Q K' scale + mask) V, with heads, shared keys, past keys and causal masks
/// (Vaswani et al., Attention is all you need, 2017; Ainslie et al., GQA, 2023).
/// </summary>
internal static class AttentionOperators
{
    public static void AddTo(OperatorTable table) =>
        table.Add("Attention", 23, Attention, "the used product of queries and keys; softcap together with a mask; softmax_precision: the precision is the input's");

    private static Operation Attention(NodeContext c)
    {
        c.Ignore("softmax_precision", "qk_matmul_output_mode");
        int query = c.In(0), key = c.In(1), value = c.In(2), mask = c.OptionalIn(3), pastKey = c.OptionalIn(4), pastValue = c.OptionalIn(5);
        int output = c.Out, presentKey = c.OptionalOut(1), presentValue = c.OptionalOut(2);
        long queryHeads = c.Int("q_num_heads", 0), keyHeads = c.Int("kv_num_heads", 0);
        float softcap = c.Float("softcap", 0);
        float? scale = c.Has("scale") ? c.Float("scale", 0) : null;
        bool causal = c.Flag("is_causal");
        if (softcap != 0 && (causal || mask >= 0))
        {
            c.Unsupported("softcap together with a mask is not supported: the versions of the operator differ in what comes first.");
        }

        return f =>
        {
            Tensor q = Heads(c, f.Operand(f[query]), queryHeads), k = Heads(c, f.Operand(f[key]), keyHeads), v = Heads(c, f.Operand(f[value]), keyHeads);
            long past = pastKey < 0 ? 0 : f[pastKey].size(2);
            k = pastKey < 0 ? k : cat([f.Operand(f[pastKey]), k], 2);
            v = pastValue < 0 ? v : cat([f.Operand(f[pastValue]), v], 2);
            f[presentKey] = k.alias();
            f[presentValue] = v.alias();
            if (q.size(1) % k.size(1) != 0)
            {
                throw c.Failure($"{q.size(1)} heads of queries cannot share {k.size(1)} heads of keys.");
            }

            long shared = q.size(1) / k.size(1);
            Tensor keys = shared == 1 ? k : k.repeat_interleave(shared, 1), values = shared == 1 ? v : v.repeat_interleave(shared, 1);
            Tensor scores = MatrixOperators.Product(c, q.mul(S(scale ?? 1 / Math.Sqrt(q.size(3)))), keys.transpose(2, 3));
            if (causal)
            {
                Tensor hidden = ones([q.size(2), keys.size(2)], ScalarType.Bool, q.device).triu(past + 1);
                scores = scores.masked_fill(hidden, S(double.NegativeInfinity));
            }

            if (mask >= 0)
            {
                Tensor added = f.Together(f[mask], scores).Left;
                scores = added.dtype == ScalarType.Bool
                    ? scores.masked_fill(added.logical_not(), S(double.NegativeInfinity)) : scores.add(added, S(1));
            }

            scores = softcap == 0 ? scores : scores.div(S(softcap)).tanh().mul(S(softcap));
            Tensor result = MatrixOperators.Product(c, f.Operand(scores.softmax(-1)), values);
            f[output] = f[query].ndim == 4 ? result
                : result.permute(0, 2, 1, 3).reshape(result.size(0), result.size(2), result.size(1) * result.size(3));
        };
    }

    /// <summary>[N, places, heads x size] as [N, heads, places, size].</summary>
    private static Tensor Heads(NodeContext c, Tensor x, long heads)
    {
        if (x.ndim == 4)
        {
            return x;
        }

        return x.ndim == 3 && heads > 0 && x.size(2) % heads == 0
            ? x.reshape(x.size(0), x.size(1), heads, x.size(2) / heads).permute(0, 2, 1, 3)
            : throw c.Failure($"an input of shape [{InvariantText.Join(", ", x.shape)}] cannot be split into {heads} heads.");
    }
}
