namespace MlNetDeep;

/// <summary>What a generated image is given as.</summary>
public enum GeneratedImageKind
{
    /// <summary>An <see cref="Microsoft.ML.Data.MLImage"/>, as ML.NET's own image transforms take.</summary>
    Image,

    /// <summary>A vector of <see cref="float"/> [C, H, W]: the network's values as they are.</summary>
    Float,

    /// <summary>A vector of <see cref="byte"/>: pixels of 0..255.</summary>
    Byte,
}
