using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Predicted classes as a graph. Keys are <c>uint32</c> [N, 1], 1 for the first class, 0 for none.</summary>
internal static class LabelGraph
{
    /// <summary>The key of the largest of [N, K] scores; scores that are no numbers do not count.</summary>
    public static string KeyOfLargest(ExportGraph graph, string scores)
    {
        string missing = graph.Add("IsNaN", [scores]);
        string known = graph.Add("Where", [missing, graph.Number(float.NegativeInfinity), scores]);
        string place = graph.Add("ArgMax", [known], node => node.With("axis", 1L));
        string count = graph.Add("ReduceSum", [graph.Cast(graph.Add("Not", [missing]), TensorElementType.Int64), graph.List(1)]);
        string any = graph.Cast(graph.Add("Greater", [count, graph.List(0)]), TensorElementType.Int64);
        string key = graph.Add("Mul", [graph.Add("Add", [place, graph.List(1)]), any]);
        return graph.Cast(key, TensorElementType.UInt32);
    }

    /// <summary>Keys as the names of their classes, empty for none.</summary>
    public static string Names(ExportGraph graph, string keys, IReadOnlyList<string> names) => graph.AddMl(
        "LabelEncoder", [graph.Cast(keys, TensorElementType.Int64)],
        node => node.With("keys_int64s", Enumerable.Range(1, names.Count).Select(key => (long)key)).With("values_strings", names).With("default_string", ""));

    /// <summary>Keys as the values of their classes: text, or numbers.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="type">The type of the values.</param>
    /// <returns>Null when no tensor holds such values.</returns>
    public static string? Values(ExportGraph graph, string keys, ClassLabels classes, TensorElementType type)
    {
        if (type == TensorElementType.String)
            return Names(graph, keys, classes.Texts);
        string places = graph.Cast(keys, TensorElementType.Int64);
        if (type is TensorElementType.Float or TensorElementType.Double)
        {
            double[] values = [double.NaN, .. classes.Texts.Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
            return graph.Cast(graph.Add("Gather", [graph.Constant(values, values.Length), places]), type);
        }

        if (type is TensorElementType.Bool or TensorElementType.UInt64)
            return null;
        long[] numbers = [0, .. classes.Texts.Select(text => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        return graph.Cast(graph.Add("Gather", [graph.Constant(numbers, numbers.Length), places]), type);
    }
}
