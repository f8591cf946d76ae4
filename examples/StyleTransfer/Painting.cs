namespace MlNetDeep.Examples.StyleTransfer;

/// <summary>A row of the pipeline's input.</summary>
public sealed class Painting
{
    /// <summary>The file of the content picture.</summary>
    public string Image { get; set; } = "";
}
