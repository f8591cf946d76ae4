using System.Security.Cryptography;
using System.Text;

namespace MlNetDeep.Estimators.Features;

/// <summary>
/// What features depend on beside the row: the network that computes them, weights included, how the row's bytes become
/// its input, and what computes. Features of another key are never used.
/// </summary>
internal static class CacheKey
{
    /// <summary>Version of the format and of the way in which features are computed.</summary>
    private const int Version = 1;

    public static byte[] Of(Network features, ImageColumn image, DeviceChoice device)
    {
        using var hash = new HashingStream();
        features.Save(hash);
        string settings = $"version {Version}; onnxruntime {OnnxRuntimeEnvironment.Instance.GetVersionString()}; {(device.IsCuda ? "cuda" : "cpu")}; input {image.Shape}; "
            + (image.Scaling is { } scaling ? $"bytes * [{Numbers(scaling.Factors)}] + [{Numbers(scaling.Offsets)}]" : "floats");
        hash.Write(Encoding.UTF8.GetBytes(settings));
        return hash.Finish();
    }

    private static string Numbers(IReadOnlyList<float> values) =>
        InvariantText.Join(" ", values.Select(value => $"{value:R}"));

    /// <summary>A stream that keeps nothing of what is written to it but the SHA-256: a network need not be in memory twice.</summary>
    private sealed class HashingStream : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public byte[] Finish() => _hash.GetHashAndReset();

        public override void Write(byte[] buffer, int offset, int count) => _hash.AppendData(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => _hash.AppendData(buffer);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _hash.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
