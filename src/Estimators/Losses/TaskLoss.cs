using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep;

/// <summary>What a trainer minimizes, and the metric that it reports along with it.</summary>
internal abstract class TaskLoss : IDisposable
{
    /// <summary>Name of the metric, for progress and logs.</summary>
    public abstract string MetricName { get; }

    /// <summary>Element type of a label.</summary>
    public abstract ScalarType LabelType { get; }

    /// <summary>The mean loss of a batch, a scalar, weighted by the examples' weights when there are any.</summary>
    /// <param name="logits">Output of the network without its final activation, <c>[N, outputs]</c>, float32.</param>
    /// <param name="labels"><c>[N]</c>: class numbers from 0, zeros and ones, or values; or <c>[N, classes]</c>: shares of classes.</param>
    /// <param name="weights"><c>[N]</c> or null.</param>
    public abstract Tensor Mean(Tensor logits, Tensor labels, Tensor? weights);

    /// <summary>The sum of the metric over a batch, a scalar (weights do not enter).</summary>
    public abstract Tensor MetricSum(Tensor logits, Tensor labels);

    public virtual void Dispose()
    {
    }
}

/// <summary>Mean squared error of one output.</summary>
internal sealed class SquaredLoss : TaskLoss
{
    public override string MetricName => "mean absolute error";

    public override ScalarType LabelType => ScalarType.Float32;

    public override Tensor Mean(Tensor logits, Tensor labels, Tensor? weights)
    {
        Tensor flat = logits.reshape(-1);
        return weights is null
            ? F.mse_loss(flat, labels, nn.Reduction.Mean)
            : F.mse_loss(flat, labels, nn.Reduction.None).mul(weights).sum().div(weights.sum());
    }

    public override Tensor MetricSum(Tensor logits, Tensor labels) => logits.reshape(-1).sub(labels).abs().sum();
}
