using System.Numerics;

namespace MlNetDeep;

/// <summary>
/// A picture in 16 by 16 gray points and in 256 bits: whether each point is darker than its right neighbour, which stays
/// through another size, quality or brightness. Source of the bits: Krawetz, "Kind of Like That", 2013 (difference hash).
/// </summary>
internal sealed class ImageSignature
{
    /// <summary>The width of the small picture: one point more than bits in a row.</summary>
    public const int Width = Side + 1;

    /// <summary>The height of the small picture.</summary>
    public const int Side = 16;

    // Of 1,200 photos of dogs and cats, copies of half the size in JPEG of quality 50 differ by up to 27 bits and 3.7 levels,
    // the nearest different photos by 66 bits and 30 levels.
    private const int MostBits = 32;
    private const int MostLevels = 6;

    private readonly ulong[] _bits = new ulong[Side * Side / 64];
    private readonly byte[] _points;

    public ImageSignature(byte[] points)
    {
        _points = points;
        for (int i = 0; i < Side * Side; i++)
        {
            int at = (i / Side * Width) + (i % Side);
            if (points[at] < points[at + 1])
                _bits[i / 64] |= 1UL << (i % 64);
        }
    }

    /// <summary>Whether two pictures can hardly be told apart.</summary>
    public bool IsNear(ImageSignature other)
    {
        int bits = 0;
        for (int i = 0; i < _bits.Length; i++)
        {
            bits += BitOperations.PopCount(_bits[i] ^ other._bits[i]);
            if (bits > MostBits)
                return false;
        }

        // Pictures without structure share their bits: their points must be alike too.
        int levels = 0;
        for (int i = 0; i < _points.Length; i++)
            levels += Math.Abs(_points[i] - other._points[i]);
        return levels <= MostLevels * _points.Length;
    }
}
