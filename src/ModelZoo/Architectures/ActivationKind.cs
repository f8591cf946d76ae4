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

    /// <summary>The logistic function.</summary>
    Sigmoid,

    /// <summary>The logistic function in three straight pieces.</summary>
    HardSigmoid,

    /// <summary>x times the logistic function of x.</summary>
    SiLU,

    /// <summary>x times the hard sigmoid of x.</summary>
    HardSwish,

    /// <summary>x times the normal distribution's probability below x.</summary>
    Gelu,
}
