using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep;

/// <summary>Softmax cross-entropy with label smoothing and class weights, as PyTorch computes it; also of one logit, for yes and no.</summary>
/// <remarks>
/// With class weights w and example weights e the mean is sum(e_n w_y loss_n) / sum(e_n w_y). Smoothing by s replaces
/// the target by (1 - s) of it and s spread evenly over all classes. With shares t_c of classes instead of a class, w_y
/// in the divisor is sum(w_c t_c), so that a share of 1 gives the loss of that class (PyTorch divides by N there).
/// One logit z stands for the two logits 0 and z, whose softmax is its sigmoid.
/// </remarks>
internal sealed class CrossEntropyLoss : TaskLoss
{
    private readonly double _smoothing;
    private readonly bool _oneLogit;
    private readonly Tensor? _classWeights;

    /// <param name="smoothing">Share of the target that is spread evenly over all classes.</param>
    /// <param name="classWeights">A weight per class, or null.</param>
    /// <param name="device">Where the loss is computed.</param>
    /// <param name="oneLogit">Whether the network gives one logit, and labels are from 0 (no) to 1 (yes).</param>
    public CrossEntropyLoss(double smoothing, IReadOnlyList<float>? classWeights, Device device, bool oneLogit = false)
    {
        _oneLogit = oneLogit;
        _smoothing = smoothing;
        if (classWeights is not null)
        {
            _classWeights = Keep(classWeights, device);
        }
    }

    public override string MetricName => "accuracy";

    public override ScalarType LabelType => _oneLogit ? ScalarType.Float32 : ScalarType.Int64;

    public override Tensor Mean(Tensor logits, Tensor labels, Tensor? weights)
    {
        (logits, labels) = PerClass(logits, labels);
        if (labels.ndim == 2)
        {
            return OfShares(logits, labels, weights);
        }

        if (weights is null)
        {
            return F.cross_entropy(logits, labels, _classWeights, label_smoothing: _smoothing);
        }

        Tensor losses = F.cross_entropy(logits, labels, _classWeights, reduction: nn.Reduction.None, label_smoothing: _smoothing);
        Tensor share = _classWeights is null ? weights : weights.mul(_classWeights.index_select(0, labels));
        return losses.mul(weights).sum().div(share.sum());
    }

    private Tensor OfShares(Tensor logits, Tensor shares, Tensor? weights)
    {
        Tensor target = _smoothing == 0 ? shares : shares.mul(S(1 - _smoothing)).add(S(_smoothing / shares.size(1)), S(1));
        Tensor losses = logits.log_softmax(1).mul(target);
        losses = (_classWeights is null ? losses : losses.mul(_classWeights)).sum([1]).neg();
        if (_classWeights is null && weights is null)
        {
            return losses.mean();
        }

        Tensor divisor = _classWeights is null ? weights! : shares.mul(_classWeights).sum([1]);
        divisor = _classWeights is null || weights is null ? divisor : divisor.mul(weights);
        return (weights is null ? losses : losses.mul(weights)).sum().div(divisor.sum());
    }

    public override Tensor Sums(Tensor logits, Tensor labels)
    {
        (logits, labels) = PerClass(logits, labels);
        return logits.argmax(1).eq(labels.ndim == 2 ? labels.argmax(1) : labels).sum().reshape(1);
    }

    public override void Dispose() => _classWeights?.Dispose();

    private (Tensor Logits, Tensor Labels) PerClass(Tensor logits, Tensor labels)
    {
        if (!_oneLogit)
        {
            return (logits, labels);
        }

        Tensor one = logits.reshape(-1);
        return (stack([zeros_like(one), one], 1), stack([labels.neg().add(S(1), S(1)), labels], 1));
    }
}
