namespace MlNetDeep;

/// <summary>An input or output of a network.</summary>
/// <param name="Name">The name of the value.</param>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="Shape">Its dimensions; null stands for one that is only known when the network runs (the batch).</param>
public sealed record NetworkValue(string Name, TensorElementType ElementType, IReadOnlyList<long?> Shape)
{
    /// <summary>Whether the other value has the same name, element type and dimensions.</summary>
    /// <param name="other">The value to compare with.</param>
    /// <returns>True when all three are equal.</returns>
    public bool Equals(NetworkValue? other) =>
        other is not null && Name == other.Name && ElementType == other.ElementType && Shape.SequenceEqual(other.Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, ElementType, Shape.Count);

    /// <summary>Gives the value as text, for example <c>input: Float [?, 1, 28, 28]</c>.</summary>
    /// <returns>Name, element type and shape.</returns>
    public override string ToString() =>
        $"{Name}: {ElementType} [{string.Join(", ", Shape.Select(d => d is { } known ? $"{known}" : "?"))}]";
}
