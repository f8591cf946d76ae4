using NetVips;

namespace MlNetDeep.Tool.Tests;

/// <summary>Gray images of 16 by 16: stripes that lie or stand, at places and levels of their own.</summary>
internal static class StripeImages
{
    public static void Make(string folder, int count, int seed = 1)
    {
        var random = new Random(seed);
        foreach (string label in (string[])["lying", "standing"])
        {
            Directory.CreateDirectory(Path.Combine(folder, label));
            for (int i = 0; i < count; i++)
                Save(Path.Combine(folder, label, $"{i}.png"), label == "lying", random);
        }
    }

    private static void Save(string path, bool lies, Random random)
    {
        byte[] pixels = new byte[16 * 16];
        int shift = random.Next(4), dark = random.Next(100), light = 150 + random.Next(100);
        for (int y = 0; y < 16; y++)
        {
            for (int x = 0; x < 16; x++)
                pixels[(16 * y) + x] = (byte)((((lies ? y : x) + shift) / 2 % 2 == 0 ? dark : light) + random.Next(5));
        }

        using Image image = Image.NewFromMemory(pixels, 16, 16, 1, Enums.BandFormat.Uchar);
        image.Copy(interpretation: Enums.Interpretation.Bw).Pngsave(path);
    }
}
