namespace MlNetDeep;

/// <summary>Images that are copies of each other, or nearly so.</summary>
internal sealed record CopyGroup(IReadOnlyList<ImageFacts> Images)
{
    public bool IsExact { get; } = Images.All(i => i.Sha256 == Images[0].Sha256);

    public IReadOnlyList<string> Labels { get; } = [.. Images.Select(i => i.Label).Distinct().Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Parts { get; } = [.. Images.Select(i => i.Part).Distinct()];

    public IReadOnlyList<string> Paths { get; } = [.. Images.Select(i => i.Path)];
}
