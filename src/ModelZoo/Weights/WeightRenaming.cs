namespace MlNetDeep;

/// <summary>
/// A rule that maps names of tensors in a file to names in the network. A star in <paramref name="From"/> stands for any
/// text, and a star in <paramref name="To"/> for what the star of the same number stood for:
/// <c>new("classifier.*", "fc.*")</c>, <c>new("encoder.*.w*", "layer*.weight*")</c>.
/// </summary>
/// <param name="From">The pattern that a whole name in the file must match.</param>
/// <param name="To">What the name becomes; null leaves the tensor out.</param>
public sealed record WeightRenaming(string From, string? To);
