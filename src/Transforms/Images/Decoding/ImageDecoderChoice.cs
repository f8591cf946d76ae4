namespace MlNetDeep.Transforms;

/// <summary>What decodes image files.</summary>
public enum ImageDecoderChoice
{
    /// <summary>libvips when it can be loaded, ML.NET's own decoder otherwise. Results agree within a few of 255 levels.</summary>
    Auto,

    /// <summary>ML.NET's own decoder everywhere.</summary>
    Portable,
}
