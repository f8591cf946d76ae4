using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Losses that a graph carries itself.</summary>
internal static class LossOperators
{
    public static void AddTo(OperatorTable table)
    {
        table.Add("NegativeLogLikelihoodLoss", 12, c => Loss(c, normalize: false));
        table.Add("SoftmaxCrossEntropyLoss", 12, c => Loss(c, normalize: true));
    }

    /// <summary>Minus the (logarithm of the) probability of the right class, weighted; the mean is over the weights.</summary>
    private static Operation Loss(NodeContext c, bool normalize)
    {
        string reduction = c.OneOf("reduction", "mean", "sum", "none");
        long? ignored = c.Has("ignore_index") ? c.Int("ignore_index", 0) : null;
        int input = c.In(0), target = c.In(1), weights = c.OptionalIn(2), output = c.Out, logs = normalize ? c.OptionalOut(1) : -1;
        return f =>
        {
            Tensor x = normalize ? f[input].log_softmax(1) : f[input];
            f[logs] = x;
            Tensor classes = f.Together(f[target], x).Left.to_type(ScalarType.Int64);
            Tensor? outside = ignored is { } index ? classes.eq(S(index)) : null;
            classes = outside is null ? classes : classes.masked_fill(outside, S(0L));
            Tensor weight = weights < 0
                ? ones(classes.shape, x.dtype, x.device) : f[weights].index_select(0, classes.reshape(-1)).reshape(classes.shape);
            weight = outside is null ? weight : weight.masked_fill(outside, S(0));
            Tensor loss = x.gather(1, classes.unsqueeze(1)).squeeze(1).neg().mul(weight);
            f[output] = reduction switch
            {
                "none" => loss,
                "sum" => loss.sum(),
                _ => loss.sum().div(weight.sum()),
            };
        };
    }
}
