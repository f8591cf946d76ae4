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

    /// <summary>Whether the log-odds are positive.</summary>
    public static ValueGetter<bool> Decision(IScoreSource source) => (ref bool value) => value = source.Scores()[0] > 0;

    /// <summary>The key of the largest score.</summary>
    public static ValueGetter<uint> Key(IScoreSource source) => (ref uint value) => value = (uint)TensorPrimitives.IndexOfMax(source.Scores()) + 1;

    private static float Sigmoid(float score) => 1 / (1 + MathF.Exp(-score));
}
