using System.IO.Compression;
using System.Text;

namespace MlNetDeep;

/// <summary>Finds out which format a file has.</summary>
internal static class WeightFormats
{
    private const int Start = 64;

    public static WeightContent Read(FileStream stream)
    {
        if (stream.Length == 0)
        {
            WeightFileException.Throw("The file is empty (0 bytes).");
        }

        Span<byte> start = stackalloc byte[Start];
        start = start[..stream.ReadAtLeast(start, Start, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (start.StartsWith("PK\u0003\u0004"u8))
        {
            return ReadZip(stream);
        }

        // A safetensors file begins with the length of a header that begins with a brace.
        if (start.Length > 8 && start[8] == '{')
        {
            return SafetensorsFormat.Read(stream);
        }

        if (PyTorchLegacyFormat.IsMine(start))
        {
            return PyTorchLegacyFormat.Read(stream);
        }

        RefuseKnownMistakes(start);
        return OnnxWeights.Read(stream);
    }

    private static WeightContent ReadZip(FileStream stream)
    {
        var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        try
        {
            if (zip.Entries.Any(e => e.FullName.EndsWith("data.pkl", StringComparison.Ordinal)))
            {
                return PyTorchFormat.Read(zip);
            }

            if (zip.Entries.Any(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)))
            {
                return NpzFormat.Read(zip);
            }

            throw new WeightFileException(
                "The zip file holds neither PyTorch's data.pkl nor NumPy arrays (.npy); expected one of them.");
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    private static void RefuseKnownMistakes(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("version https://git-lfs"u8))
        {
            WeightFileException.Throw(
                "This is the pointer that Git LFS leaves in place of a large file. Fetch the file itself (git lfs pull).");
        }

        var text = Encoding.Latin1.GetString(start).TrimStart();
        if (text.StartsWith('<'))
        {
            WeightFileException.Throw(
                "This is a web page, not a file of weights; a download probably ended at an error or log-in page.");
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']))
        {
            WeightFileException.Throw(
                "This is an HDF5 file (Keras .h5), which is not supported. Save the weights as safetensors, .npz or ONNX.");
        }
    }
}
