namespace MlNetDeep;

/// <summary>Turns and mirrors small pictures as EXIF's orientation asks.</summary>
internal static class ImageTurn
{
    /// <summary>Whether rows and columns change places.</summary>
    public static bool SwapsSides(int orientation) => orientation >= 5;

    /// <summary>Copies pixels of three bytes to where they belong.</summary>
    /// <param name="stored">The picture as it is stored.</param>
    /// <param name="width">Columns of the upright picture.</param>
    /// <param name="height">Rows of the upright picture.</param>
    /// <param name="orientation">EXIF's number, 1 to 8.</param>
    /// <param name="upright">The upright picture.</param>
    public static void Apply(ReadOnlySpan<byte> stored, int width, int height, int orientation, Span<byte> upright)
    {
        // Step from one upright pixel to the next along a row and along a column, in stored pixels.
        (int start, int right, int down) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => ((width * height) - 1, -1, -width),
            4 => (width * (height - 1), 1, -width),
            5 => (0, height, 1),
            6 => (height * (width - 1), -height, 1),
            7 => ((width * height) - 1, -height, -1),
            8 => (height - 1, height, -1),
            _ => (0, 1, width),
        };
        for (int y = 0, to = 0; y < height; y++)
        {
            for (int x = 0, from = start + (y * down); x < width; x++, from += right, to += 3)
                stored.Slice(from * 3, 3).CopyTo(upright[to..]);
        }
    }
}
