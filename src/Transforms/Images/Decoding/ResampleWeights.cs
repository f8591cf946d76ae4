namespace MlNetDeep;

/// <summary>The weights of the source pixels for each kept target pixel along one side; they add up to 1.</summary>
internal sealed class ResampleWeights
{
    private readonly int[] _first;
    private readonly float[] _weights;

    /// <param name="source">Pixels of the source.</param>
    /// <param name="target">Pixels of the whole target.</param>
    /// <param name="start">The first kept target pixel.</param>
    /// <param name="count">How many are kept.</param>
    public ResampleWeights(int source, int target, int start, int count)
    {
        double scale = (double)source / target;
        double support = Math.Max(1, scale);
        int most = Math.Min(source, (2 * (int)Math.Ceiling(support)) + 1);
        _first = new int[count];
        var counts = new int[count];
        var all = new float[count * most];
        for (int i = 0; i < count; i++)
        {
            double center = (start + i + 0.5) * scale;
            int first = Math.Clamp((int)(center - support + 0.5), 0, source - 1);
            int taps = Math.Clamp((int)(center + support + 0.5) - first, 1, Math.Min(most, source - first));
            Span<float> weights = all.AsSpan(i * most, taps);
            double sum = 0;
            for (int j = 0; j < taps; j++)
                sum += Triangle(j);
            for (int j = 0; j < taps; j++)
                weights[j] = sum > 0 ? (float)(Triangle(j) / sum) : 1f / taps;
            // The triangle's corners weigh nothing.
            for (; taps > 1 && weights[taps - 1] == 0; taps--) { }
            int skipped = 0;
            for (; skipped < taps - 1 && weights[skipped] == 0; skipped++) { }
            weights[skipped..taps].CopyTo(weights);
            (_first[i], counts[i]) = (first + skipped, taps - skipped);
            Taps = Math.Max(Taps, counts[i]);

            double Triangle(int tap) => Math.Max(0, 1 - (Math.Abs(first + tap + 0.5 - center) / support));
        }

        _weights = new float[count * Taps];
        for (int i = 0; i < count; i++)
        {
            int first = Math.Min(_first[i], source - Taps);
            all.AsSpan(i * most, counts[i]).CopyTo(_weights.AsSpan((i * Taps) + _first[i] - first));
            _first[i] = first;
        }
    }

    /// <summary>How many source pixels each target pixel takes; some at the edges with weight 0.</summary>
    public int Taps { get; }

    public int First(int target) => _first[target];

    public int End(int target) => _first[target] + Taps;

    public ReadOnlySpan<float> Of(int target) => _weights.AsSpan(target * Taps, Taps);
}
