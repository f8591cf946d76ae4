namespace MlNetDeep.Transforms;

/// <summary>The weights of the source pixels for each kept target pixel along one side; they add up to 1.</summary>
internal sealed class ResampleWeights
{
    private readonly int[] _first;
    private readonly float[][] _weights;

    /// <param name="source">Pixels of the source.</param>
    /// <param name="target">Pixels of the whole target.</param>
    /// <param name="start">The first kept target pixel.</param>
    /// <param name="count">How many are kept.</param>
    public ResampleWeights(int source, int target, int start, int count)
    {
        _first = new int[count];
        _weights = new float[count][];
        double scale = (double)source / target;
        double support = Math.Max(1, scale);
        for (int i = 0; i < count; i++)
        {
            double center = (start + i + 0.5) * scale;
            int first = Math.Max(0, (int)(center - support + 0.5));
            int end = Math.Min(source, (int)(center + support + 0.5));
            var weights = new double[Math.Max(1, end - first)];
            first = Math.Min(first, source - weights.Length);
            for (int j = 0; j < weights.Length; j++)
                weights[j] = Math.Max(0, 1 - Math.Abs((first + j + 0.5 - center) / support));
            double sum = weights.Sum();
            _first[i] = first;
            _weights[i] = Array.ConvertAll(weights, weight => sum > 0 ? (float)(weight / sum) : 1f / weights.Length);
        }
    }

    public int First(int target) => _first[target];

    public int End(int target) => _first[target] + _weights[target].Length;

    public ReadOnlySpan<float> Of(int target) => _weights[target];
}
