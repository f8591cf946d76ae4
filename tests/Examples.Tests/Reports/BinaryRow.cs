namespace MlNetDeep.Examples.Tests;

/// <summary>A row as a binary scorer leaves it, without a picture.</summary>
public sealed class BinaryRow
{
    public bool Label { get; set; }

    public float Probability { get; set; }
}
