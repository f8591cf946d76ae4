using Microsoft.ML.Data;

namespace Snippets;

/// <summary>A temporary folder as the current one, with a folder "photos" of pictures in it, dark blue and light yellow.</summary>
internal sealed class Photographs : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnetdeep-docs-");

    public Photographs()
    {
        Environment.CurrentDirectory = _folder.FullName;
        Write();
    }

    /// <summary>The pictures, in the current folder.</summary>
    public static void Write()
    {
        var random = new Random(3);
        foreach ((string label, int level) in new[] { ("dark", 20), ("light", 170) })
        {
            Directory.CreateDirectory(Path.Combine("photos", label));
            for (int i = 0; i < 16; i++)
            {
                byte[] pixels = new byte[50 * 40 * 4];
                for (int at = 0; at < pixels.Length; at++)
                    pixels[at] = at % 4 == 3 ? (byte)255 : (byte)((at % 4 == 0 ? 190 - level : level) + random.Next(60));
                using MLImage image = MLImage.CreateFromPixels(50, 40, MLPixelFormat.Bgra32, pixels);
                image.Save(Path.Combine("photos", label, $"{label}-{i}.png"));
            }
        }
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Delete(recursive: true);
    }
}
