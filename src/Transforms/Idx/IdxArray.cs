using System.Diagnostics.CodeAnalysis;

namespace MlNetDeep;

/// <summary>
/// An array of bytes read from an IDX file, the format of the MNIST digits: a big-endian header (two zero bytes, an
/// element type, the number of dimensions, each dimension in 4 bytes), then the elements in row-major order. The file
/// may be compressed with gzip, which is recognised by its content and not by its name.
/// </summary>
/// <remarks>
/// Source of the format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits". Of its element
/// types only the unsigned byte (0x08), which every published image set in this format uses, is read.
/// </remarks>
public sealed class IdxArray
{
    private readonly byte[] _values;
    private readonly int[] _shape;

    internal IdxArray(int[] shape, byte[] values)
    {
        _shape = shape;
        _values = values;
    }

    /// <summary>The dimensions, outermost first: [60000, 28, 28] for the MNIST training images.</summary>
    public IReadOnlyList<int> Shape => _shape;

    /// <summary>All elements in row-major order.</summary>
    public ReadOnlyMemory<byte> Values => _values;

    /// <summary>Reads a whole file, plain or gzip.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The array.</returns>
    /// <exception cref="IdxFormatException">The content is not a complete IDX array of unsigned bytes.</exception>
    /// <exception cref="StorageException">The file does not exist or cannot be read.</exception>
    public static IdxArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = StorageFault.OpenRead(path, bufferSize: 1 << 16, FileOptions.SequentialScan);
        return IdxReader.Read(stream, path);
    }

    /// <summary>Reads a whole array, plain or gzip, from the stream's position to its end.</summary>
    /// <param name="stream">A readable stream; it need not be seekable and is not closed.</param>
    /// <param name="name">What error messages call the stream.</param>
    /// <returns>The array.</returns>
    /// <exception cref="IdxFormatException">The content is not a complete IDX array of unsigned bytes.</exception>
    public static IdxArray Read(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return IdxReader.Read(stream, name);
    }

    /// <summary>Says that the array should have had another number of dimensions.</summary>
    [DoesNotReturn]
    internal void ThrowRank(string file, string expected) =>
        throw new IdxFormatException(file, $"expected {expected}, found {_shape.Length} dimension(s) [{InvariantText.Join(", ", _shape)}].");
}
