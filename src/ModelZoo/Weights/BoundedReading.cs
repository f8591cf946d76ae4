namespace MlNetDeep;

/// <summary>Reads bytes whose number a file claims, without believing it.</summary>
internal static class BoundedReading
{
    private const int Step = 1 << 20;

    /// <summary>Reads exactly so many bytes of a stream that may be compressed: memory grows with what really comes.</summary>
    public static byte[] Exactly(Stream stream, int count, string what)
    {
        if (count <= Step)
        {
            var small = new byte[count];
            Fill(stream, small, what, count);
            return small;
        }

        using var buffer = new MemoryStream(Step);
        var chunk = new byte[Step];
        for (var left = count; left > 0;)
        {
            var part = chunk.AsSpan(0, Math.Min(left, Step));
            Fill(stream, part, what, count);
            buffer.Write(part);
            left -= part.Length;
        }

        return buffer.GetBuffer().AsSpan(0, count).ToArray();
    }

    /// <summary>Reads exactly so many bytes that lie in a file as they are, which opening the stream has made sure of.</summary>
    public static byte[] Stored(Stream stream, int count, string what)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(count);
        Fill(stream, bytes, what, count);
        return bytes;
    }

    /// <summary>Reads a part of a file whose length is known to hold it.</summary>
    public static byte[] At(Stream stream, long position, int count, string what)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(count);
        stream.Position = position;
        Fill(stream, bytes, what, count);
        return bytes;
    }

    private static void Fill(Stream stream, Span<byte> target, string what, int whole)
    {
        var read = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (read < target.Length)
        {
            WeightFileException.Throw($"The file ends inside {what}, which should have {whole} bytes.");
        }
    }
}
