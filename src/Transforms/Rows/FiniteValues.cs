using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>
/// Refuses values that are no numbers, on the way into a network and out of it: what follows from them would look like
/// any other answer, since a comparison with NaN is false and layers may hide it.
/// </summary>
internal static class FiniteValues
{
    /// <summary>Whether a network asks of its values whether they are numbers, and so is meant for those that are not.</summary>
    public static bool AreChecked(Network network) => !network.Nodes.Any(node => node.OpType is "IsNaN" or "IsInf" or "Imputer");

    /// <summary>The position of the first value that is NaN or infinite; -1 when there is none.</summary>
    public static int FindOther(ReadOnlySpan<float> values)
    {
        // One pass that vectorizes; only when it fails is the culprit looked for.
        if (float.IsFinite(TimesZero(values)))
            return -1;
        int at = 0;
        while (float.IsFinite(values[at]))
            at++;
        return at;
    }

    /// <summary>Requires that all values of a row are finite.</summary>
    /// <exception cref="ColumnException">One is not.</exception>
    public static void Require(in VBuffer<float> values, DataViewRow row, string column)
    {
        if (FindOther(values.GetValues()) is var at and >= 0)
            throw Refused(values.GetValues()[at], $" at position {(values.IsDense ? at : values.GetIndices()[at])}", row, column);
    }

    /// <summary>Requires that a number of a row is finite.</summary>
    /// <exception cref="ColumnException">It is not.</exception>
    public static void Require(float value, DataViewRow row, string column)
    {
        if (!float.IsFinite(value))
            throw Refused(value, "", row, column);
    }

    private static ColumnException Refused(float value, string where, DataViewRow row, string column) => new(column, $"Row {row.Position} (counted from 0) has the value {value}{where} of column '{column}'; networks take finite numbers only. Filter such rows out, with mlContext.Data.FilterRowsByMissingValues for example, or replace the values before the network, with mlContext.Transforms.ReplaceMissingValues for example.");

    private static float TimesZero(ReadOnlySpan<float> values)
    {
        var sum = Vector<float>.Zero;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (Vector<float> vector in vectors)
            sum += vector * Vector<float>.Zero;
        float result = Vector.Sum(sum);
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..])
            result += value * 0;
        return result;
    }
}
