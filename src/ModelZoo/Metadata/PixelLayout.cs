namespace MlNetDeep;

/// <summary>How the values of an image lie in a vector or in a network's input.</summary>
public enum PixelLayout
{
    /// <summary>Channel after channel: [C, H, W] (NCHW), or a flat vector.</summary>
    Planar,

    /// <summary>Pixel after pixel: [H, W, C] (NHWC), as TensorFlow has it.</summary>
    Interleaved,
}
