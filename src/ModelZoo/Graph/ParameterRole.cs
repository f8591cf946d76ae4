namespace MlNetDeep;

/// <summary>What a trainable tensor does in its layer.</summary>
public enum ParameterRole
{
    /// <summary>The kernel of a convolution or the matrix of a dense layer.</summary>
    Weight,

    /// <summary>What a convolution or dense layer adds to each output channel.</summary>
    Bias,

    /// <summary>What a normalization (or PRelu) multiplies each channel with; usually called gamma.</summary>
    Scale,

    /// <summary>What a normalization adds to each channel; usually called beta.</summary>
    Shift,
}
