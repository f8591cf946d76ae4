namespace MlNetDeep;

/// <summary>The order of an image's channels as a network expects them.</summary>
public enum ColorOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb = 0,

    /// <summary>Blue, green, red (networks that came from Caffe).</summary>
    Bgr = 1,

    /// <summary>One channel of brightness.</summary>
    Gray = 2,
}
