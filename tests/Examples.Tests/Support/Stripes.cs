namespace MlNetDeep.Examples.Tests;

/// <summary>
/// Digit files without digits: class c is a bright bar at a place of its own on a noisy ground, which a small convnet
/// learns within seconds. They let the examples run where no digits are.
/// </summary>
internal static class Stripes
{
    private const int Side = 28;

    public static void Write(string folder, int trainRows, int testRows)
    {
        Write(folder, "train", trainRows, new Random(1));
        Write(folder, "t10k", testRows, new Random(2));
    }

    private static void Write(string folder, string set, int rows, Random random)
    {
        byte[] images = new byte[rows * Side * Side], labels = new byte[rows];
        for (int row = 0; row < rows; row++)
        {
            labels[row] = (byte)(row % 10);
            Span<byte> image = images.AsSpan(row * Side * Side, Side * Side);
            for (int i = 0; i < image.Length; i++)
                image[i] = (byte)random.Next(60);
            for (int y = 4; y < 24; y++)
                image.Slice(y * Side + 3 + labels[row] * 2 + random.Next(2), 2).Fill((byte)random.Next(180, 256));
        }
        File.WriteAllBytes(Path.Combine(folder, $"{set}-images-idx3-ubyte.gz"), IdxBytes.Gzip(IdxBytes.Make([(uint)rows, Side, Side], images)));
        File.WriteAllBytes(Path.Combine(folder, $"{set}-labels-idx1-ubyte.gz"), IdxBytes.Gzip(IdxBytes.Make([(uint)rows], labels)));
    }
}
