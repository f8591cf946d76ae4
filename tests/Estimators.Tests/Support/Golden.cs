using System.Text.Json;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>Numbers that Golden/make_golden.py computed with PyTorch.</summary>
internal static class Golden
{
    public static JsonElement Load(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)));
        return document.RootElement.Clone();
    }

    public static float[] Floats(this JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetSingle())];

    public static double[] Doubles(this JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetDouble())];

    public static void Near(IReadOnlyList<float> expected, IReadOnlyList<float> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"Element {i}: expected {expected[i]}, found {actual[i]}.");
        }
    }
}
