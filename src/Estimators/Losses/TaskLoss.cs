using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>What a trainer minimizes, and the metric that it reports along with it.</summary>
internal abstract class TaskLoss : IDisposable
{
    /// <summary>Name of the metric, for progress and logs.</summary>
    public abstract string MetricName { get; }

    /// <summary>Element type of a label.</summary>
    public abstract ScalarType LabelType { get; }

    /// <summary>How many numbers <see cref="Sums"/> gives.</summary>
    public virtual int SumCount => 1;

    /// <summary>The mean loss of a batch, a scalar, weighted by the examples' weights when there are any.</summary>
    /// <param name="logits">Output of the network without its final activation, <c>[N, outputs]</c>, float32.</param>
    /// <param name="labels"><c>[N]</c>: class numbers from 0, zeros and ones, or values; <c>[N, outputs]</c>: shares of classes, or a label each.</param>
    /// <param name="weights"><c>[N]</c> or null.</param>
    public abstract Tensor Mean(Tensor logits, Tensor labels, Tensor? weights);

    /// <summary>What the metric is made of, summed over a batch: <c>[SumCount]</c> (weights do not enter).</summary>
    public abstract Tensor Sums(Tensor logits, Tensor labels);

    /// <summary>The metric, of the sums over a number of rows.</summary>
    public virtual double Metric(ReadOnlySpan<double> sums, long rows) => sums[0] / rows;

    /// <summary>What else the sums come to, by name; null for nothing.</summary>
    public virtual IReadOnlyDictionary<string, double>? Measures(ReadOnlySpan<double> sums, long rows) => null;

    public virtual void Dispose()
    {
    }

    /// <summary>Numbers on a device, beyond the present scope.</summary>
    private protected static Tensor Keep(IEnumerable<float> values, Device device)
    {
        using Tensor host = tensor(values.ToArray());
        return host.to(device, copy: true).DetachFromDisposeScope();
    }
}
