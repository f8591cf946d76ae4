namespace MlNetDeep.Estimators.Features;

/// <summary>Features of some rows, in a file or in memory.</summary>
internal interface IFeatureBlock : IDisposable
{
    /// <summary>Reads the features of one row of the block.</summary>
    void Read(int index, Span<float> features);
}
