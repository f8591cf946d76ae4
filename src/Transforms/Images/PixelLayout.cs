namespace MlNetDeep.Transforms;

/// <summary>How the values of an image lie in a vector.</summary>
public enum PixelLayout
{
    /// <summary>Channel after channel: [C, H, W], or a flat vector.</summary>
    Planar,

    /// <summary>Pixel after pixel: [H, W, C].</summary>
    Interleaved,
}
