namespace Microsoft.ML.Evaluation;

/// <summary>Sums over the rows of a scored multiclass view, and the metrics that follow from them.</summary>
internal sealed class MulticlassTally(int classes)
{
    // Single precision on purpose: the smallest probability that the log-loss sees is the float nearest to 1e-15.
    private const float SmallestProbability = 1e-15f;

    private readonly double[] _instancesOfClass = new double[classes];
    private readonly double[] _lossOfClass = new double[classes];

    // One rank more than there are classes, for labels that are none of them.
    private readonly double[] _ranks = new double[classes + 1];
    private double _instances;
    private double _correct;
    private double _loss;

    public double[][] Counts { get; } = Array.ConvertAll(new double[classes][], _ => new double[classes]);

    public double MicroAccuracy => _instances > 0 ? _correct / _instances : 0;

    public double LogLoss => _instances > 0 ? _loss / _instances : 0;

    public double MacroAccuracy
    {
        get
        {
            double sum = 0;
            int seen = 0;
            for (int c = 0; c < classes; c++)
            {
                if (_instancesOfClass[c] > 0)
                {
                    sum += Counts[c][c] / _instancesOfClass[c];
                    seen++;
                }
            }

            return seen > 0 ? sum / seen : 0;
        }
    }

    public double LogLossReduction
    {
        get
        {
            double entropy = 0;
            foreach (double instances in _instancesOfClass)
            {
                if (instances != 0)
                {
                    entropy += instances * Math.Log(instances / _instances);
                }
            }

            entropy /= -_instances;
            return (entropy - LogLoss) / entropy;
        }
    }

    public double[] PerClassLogLoss()
    {
        var losses = new double[classes];
        for (int c = 0; c < classes; c++)
        {
            losses[c] = _instancesOfClass[c] > 0 ? _lossOfClass[c] / _instancesOfClass[c] : 0;
        }

        return losses;
    }

    /// <summary>Entry k: the share of rows whose label is among the k + 1 highest scores.</summary>
    public double[] TopKAccuracies(int count)
    {
        var accuracies = new double[count];
        double sum = 0;
        for (int k = 0; k < count; k++)
        {
            sum += _ranks[k] / _instances;
            accuracies[k] = sum;
        }

        return accuracies;
    }

    public void Add(int label, ReadOnlySpan<float> scores)
    {
        bool known = label < classes;
        float p = known ? Math.Clamp(scores[label], SmallestProbability, 1) : SmallestProbability;
        double loss = -Math.Log(p);
        _instances++;
        _loss += loss;

        // Equal scores rank in the order of the classes, so the first of the highest is the prediction.
        float own = known ? scores[label] : 0;
        int rank = 0;
        int predicted = 0;
        for (int c = 0; c < classes; c++)
        {
            if (scores[c] > own || (scores[c] == own && c < label))
            {
                rank++;
            }

            if (scores[c] > scores[predicted])
            {
                predicted = c;
            }
        }

        if (!known)
        {
            _ranks[classes]++;
            return;
        }

        _ranks[rank]++;
        _instancesOfClass[label]++;
        _lossOfClass[label] += loss;
        Counts[label][predicted]++;
        if (rank == 0)
        {
            _correct++;
        }
    }
}
