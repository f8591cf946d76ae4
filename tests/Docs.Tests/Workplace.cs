using System.Buffers.Binary;

namespace Snippets;

/// <summary>
/// A temporary folder as the current one, with small IDX files under MNIST's names: in which quarter of the picture is
/// the spot, and how bright is it?
/// </summary>
internal sealed class Workplace : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnetdeep-docs-");

    /// <param name="rows">How many pictures there are to learn from.</param>
    public Workplace(int rows = 400)
    {
        Environment.CurrentDirectory = _folder.FullName;
        Write("train", rows);
        Write("t10k", 100);
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Delete(recursive: true);
    }

    private static void Write(string kind, int count)
    {
        var random = new Random(count);
        byte[] images = new byte[16 + (count * 784)], labels = new byte[8 + count];
        Header(images, 0x803, count, 28, 28);
        Header(labels, 0x801, count);
        for (int i = 0; i < count; i++)
        {
            int label = i % 10;
            labels[8 + i] = (byte)label;
            for (int pixel = 0; pixel < 784; pixel++)
            {
                int row = pixel / 28, column = pixel % 28;
                bool spot = row / 14 == label / 2 % 2 && column / 14 == label % 2;
                images[16 + (i * 784) + pixel] = (byte)(random.Next(30) + (spot ? 60 + (label * 16) : 0));
            }
        }
        File.WriteAllBytes($"{kind}-images-idx3-ubyte", images);
        File.WriteAllBytes($"{kind}-labels-idx1-ubyte", labels);
    }

    private static void Header(byte[] file, params ReadOnlySpan<int> numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 * i), numbers[i]);
    }
}
