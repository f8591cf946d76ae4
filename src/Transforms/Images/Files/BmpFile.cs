using System.Buffers.Binary;
using System.Numerics;

namespace MlNetDeep;

/// <summary>
/// A BMP file, whose pixels lie there as they are: the header, and rows of red, green and blue. libvips' packages have no
/// reader for it. What no common program writes any more, run lengths for example, is refused.
/// </summary>
internal readonly ref struct BmpFile
{
    private const int HeaderOffset = 14;
    private const int MasksOffset = 54;
    private const int CoreHeader = 12;
    private const int HeaderWithAlpha = 56;
    private const int Uncompressed = 0;
    private const int WithMasks = 3;
    private const int WithAlphaMask = 6;

    private readonly ReadOnlySpan<byte> _file;
    private readonly int _bits;
    private readonly bool _isTopDown;
    private readonly long _pixels;
    private readonly long _rowLength;
    private readonly long _colors;
    private readonly int _colorLength;
    private readonly int _colorCount;
    private readonly Channel _red;
    private readonly Channel _green;
    private readonly Channel _blue;
    private readonly Channel _alpha;

    /// <param name="file">The bytes, which begin as those of a BMP file do.</param>
    public BmpFile(ReadOnlySpan<byte> file)
    {
        _file = file;
        var reader = new ByteReader(file, bigEndian: false);
        long header = reader.UInt32(HeaderOffset);
        bool isCore = header == CoreHeader;
        long width = isCore ? reader.UInt16(18) : reader.UInt32(18);
        long height = isCore ? reader.UInt16(20) : (int)reader.UInt32(22);
        _bits = reader.UInt16(isCore ? 24 : 28);
        long compression = isCore ? Uncompressed : reader.UInt32(30);
        _isTopDown = height < 0;
        height = Math.Abs(height);
        _pixels = reader.UInt32(10);
        _rowLength = ((width * _bits) + 31) / 32 * 4;
        _colors = HeaderOffset + header;
        _colorLength = isCore ? 3 : 4;
        long used = isCore ? 0 : reader.UInt32(46);
        int possible = _bits > 8 ? 0 : 1 << _bits;
        _colorCount = (int)Math.Clamp((_pixels - _colors) / _colorLength, 0, used is > 0 and < 256 ? Math.Min(used, possible) : possible);
        if (compression is WithMasks or WithAlphaMask)
        {
            (_red, _green, _blue) = (new(reader.UInt32(MasksOffset)), new(reader.UInt32(MasksOffset + 4)), new(reader.UInt32(MasksOffset + 8)));
            _alpha = new(compression == WithAlphaMask || header >= HeaderWithAlpha ? reader.UInt32(MasksOffset + 12) : 0);
        }
        else
        {
            (_red, _green, _blue) = _bits == 16 ? (new(0x7C00), new(0x3E0), new(0x1F)) : (new Channel(0xFF0000), new Channel(0xFF00), new Channel(0xFF));
        }

        Header = new ImageHeader(ImageFileFormat.Bmp, width, height, 1, _pixels >= _colors && _pixels <= file.Length - (_rowLength * height))
        {
            Problem = ProblemOf(header, compression),
        };
    }

    public ImageHeader Header { get; }

    /// <summary>Writes a row of a complete file without a problem, counted from the top.</summary>
    public void ReadRow(int y, Span<byte> rgb)
    {
        long row = _isTopDown ? y : Header.Height - 1 - y;
        ReadOnlySpan<byte> stored = _file.Slice((int)(_pixels + (row * _rowLength)), (int)_rowLength);
        for (int x = 0; x < (int)Header.Width; x++)
        {
            Span<byte> pixel = rgb.Slice(x * 3, 3);
            switch (_bits)
            {
                case 24:
                    (pixel[0], pixel[1], pixel[2]) = (stored[(x * 3) + 2], stored[(x * 3) + 1], stored[x * 3]);
                    break;
                case 16 or 32:
                    Unpack(_bits == 16 ? BinaryPrimitives.ReadUInt16LittleEndian(stored[(x * 2)..]) : BinaryPrimitives.ReadUInt32LittleEndian(stored[(x * 4)..]), pixel);
                    break;
                default:
                    int at = x * _bits;
                    Look((stored[at / 8] >> (8 - _bits - (at % 8))) & ((1 << _bits) - 1), pixel);
                    break;
            }
        }
    }

    private void Unpack(uint stored, Span<byte> pixel)
    {
        (pixel[0], pixel[1], pixel[2]) = (_red.Of(stored), _green.Of(stored), _blue.Of(stored));
        if (!_alpha.IsThere)
            return;
        int alpha = _alpha.Of(stored);
        foreach (ref byte part in pixel)
            part = (byte)(((part * alpha) + (255 * (255 - alpha)) + 127) / 255);
    }

    private void Look(int index, Span<byte> pixel)
    {
        if (index >= _colorCount)
        {
            pixel.Clear();
            return;
        }

        ReadOnlySpan<byte> color = _file.Slice((int)_colors + (index * _colorLength), 3);
        (pixel[0], pixel[1], pixel[2]) = (color[2], color[1], color[0]);
    }

    private string? ProblemOf(long header, long compression)
    {
        if (header is not (CoreHeader or 40 or 52 or 56 or 64 or 108 or 124))
            return $"has a BMP header of {header} bytes, which no BMP file has.";
        if (compression is not (Uncompressed or WithMasks or WithAlphaMask))
            return $"is compressed by BMP's method {compression}, which is not decoded; save it without compression, or as PNG.";
        bool isKnown = compression == Uncompressed ? _bits is 1 or 4 or 8 or 16 or 24 or 32
            : _bits is 16 or 32 && _red.IsUsable && _green.IsUsable && _blue.IsUsable && (!_alpha.IsThere || _alpha.IsUsable);
        return isKnown ? null : $"has {_bits} bits a pixel in an order that is not decoded; save it with 24 bits, or as PNG.";
    }

    // Bits that lie side by side in a pixel.
    private readonly struct Channel(uint mask)
    {
        private readonly int _shift = BitOperations.TrailingZeroCount(mask);
        private readonly uint _most = mask >> (BitOperations.TrailingZeroCount(mask) & 31);

        public bool IsThere => _most != 0;

        public bool IsUsable => _most != 0 && (_most & ((ulong)_most + 1)) == 0;

        public byte Of(uint pixel) => (byte)((((ulong)((pixel >> _shift) & _most) * 255) + (_most / 2)) / _most);
    }
}
