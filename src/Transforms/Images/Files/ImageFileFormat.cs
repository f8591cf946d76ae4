namespace MlNetDeep;

/// <summary>The formats of image files that are told by their first bytes.</summary>
internal enum ImageFileFormat
{
    Jpeg,
    Png,
    Gif,
    Bmp,
    WebP,
    Tiff,
}
