namespace MlNetDeep;

/// <summary>A tensor whose shape in the file is not its shape in the network.</summary>
/// <param name="Name">The name in the network.</param>
/// <param name="Expected">The shape in the network.</param>
/// <param name="Found">The shape in the file.</param>
public sealed record MisshapenWeight(string Name, IReadOnlyList<long> Expected, IReadOnlyList<long> Found)
{
    /// <summary>Gives name and shapes as text.</summary>
    /// <returns>For example <c>fc.weight (network [10, 512], file [1000, 512])</c>.</returns>
    public override string ToString() =>
        $"{Name} (network {ShapeText.Format(Expected)}, file {ShapeText.Format(Found)})";
}
