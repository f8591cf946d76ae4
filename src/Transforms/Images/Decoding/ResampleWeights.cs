namespace MlNetDeep.Transforms;

/// <summary>The weights of the source pixels for each kept target pixel along one side; they add up to 1.</summary>
internal readonly struct ResampleWeights
{
    private readonly int[] _first;
    private readonly int[] _count;
    private readonly float[] _weights;
    private readonly int _stride;

    /// <param name="source">Pixels of the source.</param>
    /// <param name="target">Pixels of the whole target.</param>
    /// <param name="start">The first kept target pixel.</param>
    /// <param name="count">How many are kept.</param>
    public ResampleWeights(int source, int target, int start, int count)
    {
        double scale = (double)source / target;
        double support = Math.Max(1, scale);
        _stride = Math.Min(source, (2 * (int)Math.Ceiling(support)) + 1);
        _first = new int[count];
        _count = new int[count];
        _weights = new float[count * _stride];
        for (int i = 0; i < count; i++)
        {
            double center = (start + i + 0.5) * scale;
            int first = Math.Clamp((int)(center - support + 0.5), 0, source - 1);
            int taps = Math.Clamp((int)(center + support + 0.5) - first, 1, Math.Min(_stride, source - first));
            Span<float> weights = _weights.AsSpan(i * _stride, taps);
            double sum = 0;
            for (int j = 0; j < taps; j++)
                sum += Triangle(j);
            for (int j = 0; j < taps; j++)
                weights[j] = sum > 0 ? (float)(Triangle(j) / sum) : 1f / taps;
            (_first[i], _count[i]) = (first, taps);

            double Triangle(int tap) => Math.Max(0, 1 - (Math.Abs(first + tap + 0.5 - center) / support));
        }
    }

    public int First(int target) => _first[target];

    public int End(int target) => _first[target] + _count[target];

    public ReadOnlySpan<float> Of(int target) => _weights.AsSpan(target * _stride, _count[target]);
}
