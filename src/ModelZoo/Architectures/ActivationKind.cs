namespace MlNetDeep;

/// <summary>The activations that the architectures use.</summary>
internal enum ActivationKind
{
    /// <summary>max(0, x).</summary>
    ReLU,

    /// <summary>min(max(0, x), 6).</summary>
    ReLU6,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
}
