using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Dropout, which drops in a training pass; what the graph says about its mode does not matter.</summary>
internal static class DropoutOperators
{
    private const string Mode = "the graph's own mode and seed: the run decides";

    public static void AddTo(OperatorTable table)
    {
        table.Add("Dropout", 1, c =>
        {
            c.Ignore("is_test", "consumed_inputs");
            return Dropout(c, c.Float("ratio", 0.5f));
        }, Mode);
        table.Add("Dropout", 12, c =>
        {
            c.Ignore("seed");
            c.OptionalIn(2);
            return Dropout(c, c.Number(1) ?? 0.5f);
        }, Mode + "; ratios that the network computes");
    }

    private static Operation Dropout(NodeContext c, double ratio)
    {
        if (!(ratio >= 0 && ratio < 1))
        {
            c.Unsupported($"the ratio must be at least 0 and below 1, but is {ratio}.");
        }

        int input = c.In(0), output = c.Out, mask = c.OptionalOut(1);
        return f =>
        {
            Tensor x = f[input];
            bool drops = f.Training && ratio > 0 && !(output >= 0 && f.IsUndropped[output]);
            Tensor? kept = drops ? empty_like(x).bernoulli_(1 - ratio, f.Random) : null;
            if (mask >= 0)
            {
                f[mask] = kept is null ? ones_like(x, ScalarType.Bool) : kept.to_type(ScalarType.Bool);
            }

            f[output] = kept is null ? x.alias() : x.mul(kept.div_(S(1 - ratio)));
        };
    }
}
