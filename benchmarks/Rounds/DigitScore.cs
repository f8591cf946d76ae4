namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>What is read back.</summary>
internal sealed class DigitScore
{
    public float[] Score { get; set; } = [];
}
