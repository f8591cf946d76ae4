using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>How the output columns follow from the scores of a row.</summary>
internal static class ScoreGetters
{
    /// <summary>All scores, as a vector.</summary>
    public static ValueGetter<VBuffer<float>> Vector(IScoreSource source) => Vector(source, 0);

    /// <summary>All values of an output, as a vector.</summary>
    public static ValueGetter<VBuffer<float>> Vector(IScoreSource source, int output) => (ref VBuffer<float> value) =>
        SchemaColumns.CopyTo(source.Scores(output), ref value);

    /// <summary>The only score.</summary>
    public static ValueGetter<float> Single(IScoreSource source) => Single(source, 0);

    /// <summary>The only value of an output.</summary>
    public static ValueGetter<float> Single(IScoreSource source, int output) => (ref float value) => value = source.Scores(output)[0];

    /// <summary>The probability that a log-odds score stands for.</summary>
    public static ValueGetter<float> Probability(IScoreSource source) =>
        (ref float value) => value = Sigmoid(source.Scores()[0]);

    /// <summary>The probabilities that log-odds stand for.</summary>
    public static ValueGetter<VBuffer<float>> Probabilities(IScoreSource source) => (ref VBuffer<float> value) =>
    {
        ReadOnlySpan<float> scores = source.Scores();
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, scores.Length);
        for (int i = 0; i < scores.Length; i++)
            editor.Values[i] = Sigmoid(scores[i]);
        value = editor.Commit();
    };

    /// <summary>Whether the log-odds are above those of a probability.</summary>
    public static Func<IScoreSource, Delegate> Decision(double threshold)
    {
        float least = LogOdds(threshold);
        return source => (ValueGetter<bool>)((ref bool value) => value = source.Scores()[0] > least);
    }

    /// <summary>Whether each of the log-odds is above those of a probability, one for all or one for each.</summary>
    public static Func<IScoreSource, Delegate> Decisions(IReadOnlyList<double> thresholds, int count)
    {
        float[] least = LogOdds(thresholds, count);
        return source => (ValueGetter<VBuffer<bool>>)((ref VBuffer<bool> value) =>
        {
            ReadOnlySpan<float> scores = source.Scores();
            VBufferEditor<bool> editor = VBufferEditor.Create(ref value, scores.Length);
            for (int i = 0; i < scores.Length; i++)
                editor.Values[i] = scores[i] > least[i];
            value = editor.Commit();
        });
    }

    /// <summary>The key of the largest score.</summary>
    public static ValueGetter<uint> Key(IScoreSource source) => (ref uint value) => value = (uint)TensorPrimitives.IndexOfMax(source.Scores()) + 1;

    /// <summary>The log-odds of thresholds, one for all or one for each of so many scores.</summary>
    public static float[] LogOdds(IReadOnlyList<double> thresholds, int count) =>
        [.. Enumerable.Range(0, count).Select(i => LogOdds(thresholds[thresholds.Count == 1 ? 0 : i]))];

    private static float LogOdds(double probability) => probability == 0.5 ? 0 : (float)Math.Log(probability / (1 - probability));

    private static float Sigmoid(float score) => 1 / (1 + MathF.Exp(-score));
}
