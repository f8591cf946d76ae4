namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>One side of a comparison, inside this program.</summary>
internal interface IRound : IDisposable
{
    /// <summary>Does the work once and returns the figure; smaller is better.</summary>
    double Run();
}
