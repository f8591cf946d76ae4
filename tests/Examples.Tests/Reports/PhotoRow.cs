namespace MlNetDeep.Examples.Tests;

/// <summary>A row as a binary scorer leaves it, with the photo that it is about.</summary>
public sealed class PhotoRow
{
    public string Image { get; set; } = "";

    public bool Label { get; set; }

    public float Probability { get; set; }
}
