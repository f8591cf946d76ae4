using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>
/// Reads a schema as ML.NET's loader does, from a stream that does not let itself be read past its end: there ML.NET's
/// readers ask again for ever.
/// </summary>
internal static class SchemaProbe
{
    private static ReadOnlySpan<byte> Magic => "CML\0DVB\0"u8;

    /// <summary>Whether an entry is a view of data in ML.NET's binary form.</summary>
    public static bool IsSchema(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Reads all columns and annotations.</summary>
    /// <exception cref="ModelFileException">They cannot be read.</exception>
    public static void Check(MLContext mlContext, string entry, byte[] bytes)
    {
        try
        {
            // The loader reads annotations at once, and rows only when asked.
            (mlContext.Data.LoadFromBinary(new Source(bytes)) as IDisposable)?.Dispose();
        }
        catch (Exception error) when (ModelCheck.IsOfTheContent(error))
        {
            throw SavedParts.Damaged(entry, error.GetBaseException().Message.TrimEnd('.'), error);
        }
    }

    private sealed class Source(byte[] bytes) : IMultiStreamSource
    {
        public int Count => 1;

        public string GetPathOrNull(int index) => null!;

        public Stream Open(int index) => new EndingStream(bytes);

        public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
    }

    /// <summary>Memory whose end is an error after a few tries; once or twice is how readers find an end.</summary>
    private sealed class EndingStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        private const int Patience = 16;
        private int _ends;

        public override int Read(byte[] buffer, int offset, int count) => Counted(base.Read(buffer, offset, count), count);

        public override int Read(Span<byte> buffer) => Counted(base.Read(buffer), buffer.Length);

        private int Counted(int read, int asked) => read > 0 || asked == 0 || ++_ends < Patience
            ? read
            : throw new EndOfStreamException("it ends where more of it is expected");
    }
}
