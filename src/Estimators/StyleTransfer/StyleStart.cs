namespace MlNetDeep;

/// <summary>The picture that style transfer starts from.</summary>
public enum StyleStart
{
    /// <summary>The content picture itself.</summary>
    Content = 0,

    /// <summary>White noise: each value of each pixel evenly spread over its range, fixed by the seed.</summary>
    Noise,
}
