namespace MlNetDeep;

/// <summary>How weights of a file are matched to the tensors of a network.</summary>
public sealed class LoadWeightsOptions
{
    /// <summary>
    /// Whether every tensor of the network must get weights, and every tensor of the file must have a place, all of the
    /// right shape. When false, what fits is loaded and the rest stays as it is. The default value is true.
    /// </summary>
    public bool Strict { get; init; } = true;

    /// <summary>
    /// What names in the file begin with and names in the network do not, <c>module.</c> for example. Tensors without it
    /// keep their names. The default value is null: nothing.
    /// </summary>
    public string? Prefix { get; init; }

    /// <summary>
    /// Rules that map names in the file, after the prefix is gone, to names in the network; for each name the first one
    /// that matches counts. The default value is empty.
    /// </summary>
    public IReadOnlyList<WeightRenaming> Renamings { get; init; } = [];

    /// <summary>
    /// Whether the head (the last layer with weights before each output) keeps its own new weights when those of the
    /// file have another shape or are missing, as they do for another number of classes. The default value is false.
    /// </summary>
    public bool ReplaceHead { get; init; }
}
