namespace MlNetDeep;

/// <summary>Keys of one column in terms of another's: the same key may stand for another value there.</summary>
internal static class ClassMatch
{
    private const int Listed = 10;

    /// <summary>For each class of a column, which class of the network it is; null when all are in the same order.</summary>
    /// <param name="known">The classes of the network.</param>
    /// <param name="found">The classes of the column.</param>
    /// <param name="column">The label column.</param>
    /// <param name="rows">What the rows are for, in a word; empty when that is not known.</param>
    /// <exception cref="ColumnException">The values do not match.</exception>
    public static IReadOnlyList<int>? Map(ClassLabels known, ClassLabels found, string column, string rows)
    {
        bool sameType = known.ItemType?.RawType == found.ItemType?.RawType;
        if (sameType && known.Texts.SequenceEqual(found.Texts))
        {
            return null;
        }

        Dictionary<string, int> places = known.Texts.Select((text, i) => (text, i)).DistinctBy(p => p.text).ToDictionary(p => p.text, p => p.i, StringComparer.Ordinal);
        int[] map = [.. found.Texts.Select(text => places.GetValueOrDefault(text, -1))];
        return sameType && known.IsNamed && !map.Contains(-1)
            ? map
            : throw new ColumnException(column,
                $"The keys of label column '{column}' of {(rows.Length > 0 ? $"the {rows} " : "these ")}rows stand for {List(found)}, but the classes of the network are "
                + $"{List(known)}: the same key would be another class. Map both with the same MapValueToKey: fit it once, on the "
                + $"training rows, and transform {(rows.Length > 0 ? $"the {rows} rows" : "these rows")} with what comes out.");
    }

    private static string List(ClassLabels classes) => classes.IsNamed
        ? $"{string.Join(", ", classes.Texts.Take(Listed).Select(text => $"'{text}'"))}{(classes.Count > Listed ? $" and {classes.Count - Listed} more" : "")} ({classes.ItemType})"
        : $"{classes.Count} classes without values";
}
