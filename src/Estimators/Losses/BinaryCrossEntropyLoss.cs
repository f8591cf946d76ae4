using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators;

/// <summary>Cross-entropy of one logit against a label of 0 or 1, computed from the logit, so that it cannot overflow.</summary>
internal sealed class BinaryCrossEntropyLoss : TaskLoss
{
    private readonly double _smoothing;
    private readonly Tensor? _positiveWeight;

    /// <param name="smoothing">Moves labels from 0 and 1 to s/2 and 1 - s/2.</param>
    /// <param name="positiveWeight">Weight of the positive examples' loss.</param>
    /// <param name="device">Where the loss is computed.</param>
    public BinaryCrossEntropyLoss(double smoothing, double positiveWeight, Device device)
    {
        _smoothing = smoothing;
        if (positiveWeight != 1)
        {
            using Tensor host = tensor(new[] { (float)positiveWeight });
            _positiveWeight = host.to(device, copy: true).DetachFromDisposeScope();
        }
    }

    public override string MetricName => "accuracy";

    public override ScalarType LabelType => ScalarType.Float32;

    public override Tensor Mean(Tensor logits, Tensor labels, Tensor? weights)
    {
        Tensor target = _smoothing == 0 ? labels : labels.mul(S(1 - _smoothing)).add(S(_smoothing / 2), S(1));
        Tensor flat = logits.reshape(-1);
        if (weights is null)
        {
            return F.binary_cross_entropy_with_logits(flat, target, null, nn.Reduction.Mean, _positiveWeight);
        }

        Tensor sum = F.binary_cross_entropy_with_logits(flat, target, weights, nn.Reduction.Sum, _positiveWeight);
        return sum.div(weights.sum());
    }

    public override Tensor MetricSum(Tensor logits, Tensor labels) =>
        logits.reshape(-1).gt(S(0)).eq(labels.gt(S(0.5))).sum();

    public override void Dispose() => _positiveWeight?.Dispose();
}
