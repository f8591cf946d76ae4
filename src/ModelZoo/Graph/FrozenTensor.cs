namespace MlNetDeep;

/// <summary>A tensor of numbers that training leaves as it is, or only moves along, and why.</summary>
/// <param name="Name">The name of the initializer.</param>
/// <param name="Layer">The name of the node that uses it (of the first one, when several share it).</param>
/// <param name="Count">The number of its values.</param>
/// <param name="Reason">Why it is not trained, in words for people.</param>
public sealed record FrozenTensor(string Name, string Layer, long Count, string Reason);
