namespace MlNetDeep.Examples.DogsVsCats;

/// <summary>A photo and whether it shows a dog.</summary>
public sealed class Photo
{
    /// <summary>The file.</summary>
    public string ImagePath { get; set; } = "";

    /// <summary>True for a dog, false for a cat.</summary>
    public bool Label { get; set; }
}
