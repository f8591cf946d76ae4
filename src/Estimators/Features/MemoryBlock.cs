namespace MlNetDeep.Estimators.Features;

/// <summary>Features in memory: before they are written, and when they cannot be.</summary>
internal sealed class MemoryBlock(float[] features, int size) : IFeatureBlock
{
    public void Read(int index, Span<float> destination) => features.AsSpan(index * size, size).CopyTo(destination);

    public void Dispose()
    {
    }
}
