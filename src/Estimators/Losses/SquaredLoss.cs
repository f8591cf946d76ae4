using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep;

/// <summary>Mean squared error of all outputs, of labels that are brought to mean 0 and deviation 1 where a scaling is given.</summary>
internal sealed class SquaredLoss : TaskLoss
{
    // More of them would fill the screen.
    private const int MostNamed = 16;

    private readonly int _outputs;
    private readonly Tensor? _means;
    private readonly Tensor? _deviations;

    /// <param name="scaling">How labels are scaled; null for as they are.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="device">Where the loss is computed.</param>
    public SquaredLoss(LabelScaling? scaling, int outputs, Device device)
    {
        _outputs = outputs;
        if (scaling is not null)
        {
            (_means, _deviations) = (Keep(scaling.Means, device), Keep(scaling.Deviations, device));
        }
    }

    public override string MetricName => "mean absolute error";

    public override ScalarType LabelType => ScalarType.Float32;

    public override int SumCount => _outputs;

    public override Tensor Mean(Tensor logits, Tensor labels, Tensor? weights)
    {
        Tensor squares = F.mse_loss(logits.reshape(-1, _outputs), Scaled(labels), nn.Reduction.None).mean([1]);
        return weights is null ? squares.mean() : squares.mul(weights).sum().div(weights.sum());
    }

    /// <summary>The absolute errors of each output, in the label's unit.</summary>
    public override Tensor Sums(Tensor logits, Tensor labels)
    {
        Tensor errors = logits.reshape(-1, _outputs).sub(Scaled(labels)).abs().sum([0]);
        return _deviations is null ? errors : errors.mul(_deviations);
    }

    public override double Metric(ReadOnlySpan<double> sums, long rows)
    {
        double all = 0;
        foreach (double sum in sums)
        {
            all += sum;
        }

        return all / rows / sums.Length;
    }

    public override IReadOnlyDictionary<string, double>? Measures(ReadOnlySpan<double> sums, long rows)
    {
        if (sums.Length is 1 or > MostNamed)
        {
            return null;
        }

        var measures = new Dictionary<string, double>(sums.Length);
        for (int i = 0; i < sums.Length; i++)
        {
            measures.Add($"mean absolute error of output {i + 1}", sums[i] / rows);
        }

        return measures;
    }

    public override void Dispose()
    {
        _means?.Dispose();
        _deviations?.Dispose();
    }

    private Tensor Scaled(Tensor labels)
    {
        Tensor values = labels.reshape(-1, _outputs);
        return _means is null ? values : values.sub(_means).div(_deviations!);
    }
}

/// <summary>How labels of a regression are scaled while it trains: the network's graph undoes it at its end.</summary>
/// <param name="Means">The mean of each number of the label.</param>
/// <param name="Deviations">Its standard deviation, above 0.</param>
internal sealed record LabelScaling(float[] Means, float[] Deviations)
{
    /// <summary>The scaling by the statistics of labels; one that does not vary is only moved.</summary>
    public static LabelScaling Of(IReadOnlyList<double> means, IReadOnlyList<double> deviations) => new(
        [.. means.Select(mean => (float)mean)],
        [.. deviations.Select((deviation, i) => deviation > Math.Abs(means[i]) * 1e-7 && (float)deviation > 0 && float.IsFinite((float)deviation) ? (float)deviation : 1)]);

    /// <summary>The scaling that a network undoes at its end; null when it does not.</summary>
    public static LabelScaling? Find(Network network) =>
        OutputScaling.Find(network) is (var scale, { } shift) ? new LabelScaling(shift, scale) : null;

    /// <summary>The scaling in words, with all digits.</summary>
    public override string ToString() => $"label means {Text(Means)}, deviations {Text(Deviations)}";

    private static string Text(float[] values) => string.Join(" ", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
