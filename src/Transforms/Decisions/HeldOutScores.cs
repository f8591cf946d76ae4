namespace MlNetDeep;

/// <summary>What a network says of rows that it did not learn from, and what they are.</summary>
/// <param name="task">What the outputs mean.</param>
/// <param name="outputs">The number of logits of a row.</param>
internal sealed class HeldOutScores(NetworkTask task, int outputs)
{
    private const int Bins = 15;
    private const double LowestTemperature = 0.01;
    private const double HighestTemperature = 100;
    private const int Halvings = 40;

    private readonly List<float> _logits = [];
    private readonly List<double> _labels = [];

    public long Rows => _logits.Count / outputs;

    /// <summary>Notes a row; one whose logits are no numbers is left out.</summary>
    /// <param name="logits">What the network gives before its softmax or sigmoid.</param>
    /// <param name="label">The number of the class, or a 0 or 1 for each output.</param>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<double> label)
    {
        foreach (float logit in logits)
        {
            if (!float.IsFinite(logit))
                return;
        }

        _logits.AddRange(logits);
        _labels.AddRange(label);
    }

    /// <summary>Chooses a threshold for each output.</summary>
    public IReadOnlyList<(ThresholdChoice? Choice, string? Problem)> Choose(DecisionThreshold rule) =>
    [
        .. Enumerable.Range(0, outputs).Select(output =>
        {
            double[] logits = [.. Enumerable.Range(0, (int)Rows).Select(row => (double)_logits[(row * outputs) + output])];
            bool[] truth = [.. Enumerable.Range(0, (int)Rows).Select(row => _labels[(row * outputs) + output] == 1)];
            return (rule.Choose(logits, truth, out string? problem), problem);
        }),
    ];

    /// <summary>The temperature of least log loss; null, with the reason, when there is none.</summary>
    public ModelCalibration? Calibrate(out string? problem)
    {
        // The log loss is convex in the inverse temperature: its slope has one zero.
        double low = 1 / HighestTemperature, high = 1 / LowestTemperature;
        problem = Rows == 0 ? "there are no rows" : Slope(high) <= 0
            ? $"the model is right about all {Rows} rows, or nearly so: they do not tell how sure it may be"
            : Slope(low) > 0 ? $"the model is wrong about most of the {Rows} rows: no temperature makes up for that" : null;
        if (problem is not null)
            return null;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = Math.Sqrt(low * high);
            (low, high) = Slope(middle) < 0 ? (middle, high) : (low, middle);
        }

        (double errorBefore, double lossBefore) = Quality(1);
        (double errorAfter, double lossAfter) = Quality(low);
        return new ModelCalibration(1 / low, Rows, errorBefore, errorAfter, lossBefore, lossAfter);
    }

    /// <summary>The derivative of the mean log loss by the inverse temperature.</summary>
    private double Slope(double inverse)
    {
        double sum = 0;
        foreach ((ReadOnlyMemory<double> logits, int truth, double[] probabilities) in Decisions(inverse))
        {
            ReadOnlySpan<double> values = logits.Span;
            for (int i = 0; i < values.Length; i++)
                sum += values[i] * (probabilities[i] - (i == truth ? 1 : 0));
        }

        return sum;
    }

    private (double Error, double LogLoss) Quality(double inverse)
    {
        Span<double> sure = stackalloc double[Bins], right = stackalloc double[Bins];
        double loss = 0;
        long count = 0;
        foreach ((_, int truth, double[] probabilities) in Decisions(inverse))
        {
            int said = Array.IndexOf(probabilities, probabilities.Max());
            int bin = Math.Clamp((int)Math.Ceiling(probabilities[said] * Bins) - 1, 0, Bins - 1);
            sure[bin] += probabilities[said];
            right[bin] += said == truth ? 1 : 0;
            loss -= Math.Log(Math.Max(probabilities[truth], double.Epsilon));
            count++;
        }

        double error = 0;
        for (int i = 0; i < Bins; i++)
            error += Math.Abs(sure[i] - right[i]);
        return (error / count, loss / count);
    }

    /// <summary>
    /// Each decision with its probabilities, which are the same array every time: a row is one between classes; one of yes and no
    /// is one between the logits 0 and its own; with several labels a row is a decision for each.
    /// </summary>
    private IEnumerable<(ReadOnlyMemory<double> Logits, int Truth, double[] Probabilities)> Decisions(double inverse)
    {
        bool isMulticlass = task == NetworkTask.Multiclass;
        int width = isMulticlass ? outputs : 2;
        double[] logits = new double[width], probabilities = new double[width];
        for (int i = 0; i < _labels.Count; i++)
        {
            for (int k = 0; k < outputs && isMulticlass; k++)
                logits[k] = _logits[(i * outputs) + k];
            if (!isMulticlass)
                logits[1] = _logits[i];
            double largest = logits.Max(), sum = 0;
            for (int k = 0; k < width; k++)
                sum += probabilities[k] = Math.Exp((logits[k] - largest) * inverse);
            for (int k = 0; k < width; k++)
                probabilities[k] /= sum;
            yield return (logits, (int)_labels[i], probabilities);
        }
    }
}
