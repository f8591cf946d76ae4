namespace MlNetDeep;

/// <summary>
/// The shapes of a network do not fit together. The message names the layer, the shape it was given and the shape it
/// needs.
/// </summary>
public sealed class ShapeException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="layer">The name of the layer (or of the value or tensor) whose shape does not fit.</param>
    /// <param name="message">What does not fit, with both shapes.</param>
    public ShapeException(string layer, string message)
        : base($"Layer '{layer}': {message}")
    {
        Layer = layer;
    }

    /// <summary>The name of the layer (or of the value or tensor) whose shape does not fit.</summary>
    public string Layer { get; }

    /// <summary>Whether the sizes are beyond all memory, and not only unknown or contradictory.</summary>
    internal bool IsTooLarge { get; init; }
}
