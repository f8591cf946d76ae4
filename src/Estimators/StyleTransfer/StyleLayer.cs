namespace MlNetDeep;

/// <summary>A layer whose Gram matrix is to become that of the style picture. A text converts to it by itself.</summary>
/// <param name="Name">The layer, as <see cref="Network.FindValue"/> takes it.</param>
/// <param name="Weight">Its weight, above 0; weights are divided by their sum. The default value is 1.</param>
public sealed record StyleLayer(string Name, double Weight = 1)
{
    /// <summary>A layer of weight 1.</summary>
    /// <param name="name">The layer.</param>
    public static implicit operator StyleLayer(string name) => new(name);
}
