namespace MlNetDeep.Examples;

/// <summary>What the pipeline says about one digit.</summary>
public sealed class DigitPrediction
{
    /// <summary>The most probable digit.</summary>
    public uint Digit { get; set; }

    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];
}
