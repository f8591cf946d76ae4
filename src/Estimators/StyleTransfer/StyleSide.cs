namespace MlNetDeep;

/// <summary>Which side of a picture a size is that of.</summary>
public enum StyleSide
{
    /// <summary>The short side.</summary>
    Short = 0,

    /// <summary>The long side.</summary>
    Long,
}
