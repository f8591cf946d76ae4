namespace MlNetDeep;

/// <summary>The most probable classes of a row.</summary>
internal static class TopClasses
{
    public static IReadOnlyList<ClassProbability> Of(ReadOnlySpan<float> probabilities, IReadOnlyList<string> names, int count)
    {
        int[] order = [.. Enumerable.Range(0, probabilities.Length)];
        float[] values = probabilities.ToArray();
        // Of equals the first one wins, as it does in the predicted label.
        return [.. order.OrderByDescending(i => values[i]).ThenBy(i => i).Take(count).Select(i => new ClassProbability(i, names[i], values[i]))];
    }
}
