using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>A key column whose keys were found among the classes of a generator.</summary>
internal sealed class KeyedClass
{
    // For each key the class, both counting from 0.
    private readonly int[] _classes;

    private KeyedClass(DataViewSchema.Column column, int[] classes)
    {
        Column = column;
        _classes = classes;
    }

    /// <summary>The column.</summary>
    public DataViewSchema.Column Column { get; }

    /// <summary>Looks the keys of a column up.</summary>
    /// <exception cref="ColumnException">The column is no key, or has a key that is no class.</exception>
    public static KeyedClass Bind(DataViewSchema.Column column, ClassLabels classes)
    {
        ClassLabels keys = ClassLabels.FromColumn(column);
        if (!keys.IsNamed || !classes.IsNamed)
        {
            return keys.Count <= classes.Count
                ? new KeyedClass(column, [.. Enumerable.Range(0, keys.Count)])
                : throw new ColumnException(column.Name,
                    $"Column '{column.Name}' is a key of {keys.Count} values; the generator has {classes.Count} classes: "
                    + $"{ClassList.Of(classes)}.");
        }

        Dictionary<string, int> places = [];
        for (int i = 0; i < classes.Count; i++)
            places.TryAdd(classes.Texts[i], i);
        string[] unknown = [.. keys.Texts.Where(text => !places.ContainsKey(text))];
        return unknown.Length == 0
            ? new KeyedClass(column, [.. keys.Texts.Select(text => places[text])])
            : throw new ColumnException(column.Name,
                $"Column '{column.Name}' has {unknown.Length} key values that are no class of the generator: "
                + $"{string.Join(", ", unknown.Take(5).Select(text => $"'{text}'"))}{(unknown.Length > 5 ? ", ..." : "")}; the "
                + $"classes are {ClassList.Of(classes)}. Leave the rows out.");
    }

    /// <summary>Reads the class of the current row.</summary>
    public Func<int> CreateReader(DataViewRow row)
    {
        Func<ulong> read = KeyReader.Create(row, row.Schema[Column.Index]);
        return () => read() is var number && number >= 1 && number <= (ulong)_classes.Length
            ? _classes[number - 1]
            : throw new ColumnException(Column.Name,
                $"A row of column '{Column.Name}' has {(number == 0 ? "no class (the missing key)" : $"the key {number}")}; expected "
                + $"1 to {_classes.Length}. Leave the row out, or give it a class.");
    }
}
