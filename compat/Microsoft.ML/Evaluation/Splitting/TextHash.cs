using System.Numerics;
using Microsoft.ML.Common;

namespace Microsoft.ML.Evaluation;

/// <summary>
/// The hash that ML.NET gives to text: MurmurHash3 (32 bit) over each UTF-16 unit's own UTF-8 bytes. Bytes that wait for
/// their word move when a unit of two or three bytes comes in, so that text beyond ASCII does not hash as its UTF-8 would;
/// whoever wants the same rows has to do the same.
/// </summary>
internal static class TextHash
{
    public static uint Compute(uint hash, ReadOnlySpan<char> text)
    {
        ulong pending = 0;
        int bits = 0;
        int length = 0;
        foreach (char unit in text)
        {
            uint c = unit;
            if (c < 0x80)
            {
                pending |= c << bits;
                bits += 8;
            }
            else if (c < 0x800)
            {
                pending |= (ulong)(0xC080 | ((c << 2) & 0x1F00) | (c & 0x3F)) << bits;
                pending = ((pending & 0xFF) << 8) | (pending >> 8);
                bits += 16;
            }
            else
            {
                pending |= (ulong)(0xE08080 | ((c << 4) & 0x0F0000) | ((c << 2) & 0x3F00) | (c & 0x3F)) << bits;
                pending = ((pending & 0xFF) << 16) | (pending & 0xFF00) | (pending >> 16);
                bits += 24;
            }

            if (bits >= 32)
            {
                hash = Murmur.Round(hash, (uint)pending);
                pending >>= 32;
                bits -= 32;
                length += 4;
            }
        }

        if (bits > 0)
        {
            length += bits / 8;
            uint rest = (uint)pending & ((1u << bits) - 1);
            hash ^= BitOperations.RotateLeft(rest * 0xCC9E2D51, 15) * 0x1B873593;
        }

        return Murmur.Mix(hash ^ (uint)length);
    }
}
