namespace MlNetDeep;

/// <summary>What a geometric step of an augmentation shows where the image has moved away.</summary>
public enum EdgeFill
{
    /// <summary>Black: the input that a pixel of 0 gives.</summary>
    Black = 0,

    /// <summary>The nearest pixel of the image's edge.</summary>
    Edge = 1,

    /// <summary>The image mirrored at its edge.</summary>
    Reflect = 2,
}
