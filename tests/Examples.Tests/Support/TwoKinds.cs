using Microsoft.ML.Data;

namespace MlNetDeep.Examples.Tests;

/// <summary>Photos that a child could tell apart: "cats" are dark, "dogs" are light.</summary>
internal static class TwoKinds
{
    public static void Write(string folder, int each)
    {
        var random = new Random(each);
        foreach ((string label, int level) in new[] { ("cat", 20), ("dog", 170) })
        {
            Directory.CreateDirectory(Path.Combine(folder, label));
            for (int i = 0; i < each; i++)
            {
                byte[] pixels = new byte[60 * 50 * 4];
                for (int at = 0; at < pixels.Length; at++)
                    pixels[at] = at % 4 == 3 ? (byte)255 : (byte)(level + random.Next(60));
                using MLImage image = MLImage.CreateFromPixels(60, 50, MLPixelFormat.Bgra32, pixels);
                image.Save(Path.Combine(folder, label, $"{i}.png"));
            }
        }
    }
}
