using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep;

/// <summary>Binary cross-entropy of each class by itself: any number of them may be there.</summary>
/// <remarks>
/// With weights w of no and of yes in each class, and example weights e, the mean is sum(e_n w loss_nc) / sum(e_n w). Smoothing by
/// s replaces a target t by (1 - s) t + s / 2, as for yes and no.
/// </remarks>
internal sealed class MultiLabelLoss : TaskLoss
{
    private readonly double _smoothing;
    private readonly int _classes;
    private readonly Tensor? _ofNo;
    private readonly Tensor? _ofYes;

    /// <param name="classes">The number of classes.</param>
    /// <param name="smoothing">Share of the target that is spread evenly over no and yes.</param>
    /// <param name="weights">The weights of no and of yes, one for each class; null when all count alike.</param>
    /// <param name="device">Where the loss is computed.</param>
    public MultiLabelLoss(int classes, double smoothing, (float[] OfNo, float[] OfYes)? weights, Device device)
    {
        _classes = classes;
        _smoothing = smoothing;
        if (weights is { } given)
        {
            (_ofNo, _ofYes) = (Keep(given.OfNo, device), Keep(given.OfYes, device));
        }
    }

    public override string MetricName => "micro F1";

    public override ScalarType LabelType => ScalarType.Float32;

    /// <summary>Of each class the right yes, the wrong yes, and the yes that was missed.</summary>
    public override int SumCount => 3 * _classes;

    public override Tensor Mean(Tensor logits, Tensor labels, Tensor? weights)
    {
        Tensor target = _smoothing == 0 ? labels : labels.mul(S(1 - _smoothing)).add(S(_smoothing / 2), S(1));
        Tensor losses = F.binary_cross_entropy_with_logits(logits, target, reduction: nn.Reduction.None);
        Tensor? share = _ofNo is null ? weights?.unsqueeze(1) : _ofNo.add(labels.mul(_ofYes!.sub(_ofNo)), S(1));
        if (share is null)
        {
            return losses.mean();
        }

        share = (_ofNo is null || weights is null ? share : share.mul(weights.unsqueeze(1))).expand_as(losses);
        return losses.mul(share).sum().div(share.sum());
    }

    public override Tensor Sums(Tensor logits, Tensor labels)
    {
        // Mixed examples have shares of labels.
        Tensor said = logits.gt(S(0)), truth = labels.gt(S(0.5));
        return cat(
        [
            said.logical_and(truth).sum([0]), said.logical_and(truth.logical_not()).sum([0]), said.logical_not().logical_and(truth).sum([0]),
        ]);
    }

    public override double Metric(ReadOnlySpan<double> sums, long rows) => F1(Sum(sums, 0), Sum(sums, 1), Sum(sums, 2));

    public override IReadOnlyDictionary<string, double> Measures(ReadOnlySpan<double> sums, long rows)
    {
        double total = 0;
        int counted = 0;
        for (int i = 0; i < _classes; i++)
        {
            // A class that neither is there nor is said to be says nothing.
            if (sums[i] + sums[_classes + i] + sums[(2 * _classes) + i] > 0)
            {
                total += F1(sums[i], sums[_classes + i], sums[(2 * _classes) + i]);
                counted++;
            }
        }

        return new Dictionary<string, double>
        {
            ["macro F1"] = counted > 0 ? total / counted : 0,
            ["hamming loss"] = (Sum(sums, 1) + Sum(sums, 2)) / ((double)rows * _classes),
        };
    }

    public override void Dispose()
    {
        _ofNo?.Dispose();
        _ofYes?.Dispose();
    }

    private double Sum(ReadOnlySpan<double> sums, int part)
    {
        double sum = 0;
        foreach (double value in sums.Slice(part * _classes, _classes))
        {
            sum += value;
        }

        return sum;
    }

    private static double F1(double right, double wrong, double missed) => right + wrong + missed > 0 ? 2 * right / ((2 * right) + wrong + missed) : 0;
}
