namespace MlNetDeep;

/// <summary>An image file and its label; a row of an <see cref="ImageFolder"/>.</summary>
public sealed class ImageFile
{
    /// <summary>The full path.</summary>
    public string ImagePath { get; set; } = "";

    /// <summary>The class; empty when there are no labels.</summary>
    public string Label { get; set; } = "";
}
