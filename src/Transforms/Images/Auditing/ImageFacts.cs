namespace MlNetDeep;

/// <summary>What the header of an image file says.</summary>
/// <param name="Path">The file.</param>
/// <param name="Part">The part it is in: <c>train</c>, <c>validation</c>, ...</param>
/// <param name="Label">Its class.</param>
/// <param name="Width">Width in pixels as stored, before EXIF turns it.</param>
/// <param name="Height">Height in pixels as stored.</param>
/// <param name="Format">The format by content, whatever the file's ending.</param>
/// <param name="Channels">1 gray, 3 colour, 4 CMYK; 0 where the header does not say.</param>
/// <param name="BitsPerChannel">8 for most; 0 where the header does not say.</param>
/// <param name="Orientation">EXIF's orientation, 1 (upright) to 8.</param>
/// <param name="Sha256">The SHA-256 of the file, lower-case hexadecimal digits.</param>
public sealed record ImageFacts(
    string Path, string Part, string Label, int Width, int Height, string Format, int Channels, int BitsPerChannel, int Orientation,
    string Sha256);
