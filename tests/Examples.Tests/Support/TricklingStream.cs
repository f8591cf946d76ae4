namespace MlNetDeep.Examples.Tests;

/// <summary>A stream that cannot seek and never gives more than a few bytes at once, as a network may.</summary>
internal sealed class TricklingStream(byte[] content) : MemoryStream(content)
{
    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    // The other overload of a class derived from MemoryStream ends here, too.
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1 + count / 2));
}
