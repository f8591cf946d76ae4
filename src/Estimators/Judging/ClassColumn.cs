using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>A column that says a class: a key, a Boolean, or text.</summary>
internal sealed class ClassColumn
{
    private readonly DataViewSchema.Column _column;

    private ClassColumn(DataViewSchema.Column column, IReadOnlyList<string>? names, bool isNamed)
    {
        _column = column;
        Names = names;
        IsNamed = isNamed;
    }

    /// <summary>The classes in order; null for text, which may say anything.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Whether the classes have names, not only numbers.</summary>
    public bool IsNamed { get; }

    /// <summary>The column.</summary>
    public DataViewSchema.Column Column => _column;

    /// <summary>Finds a column of classes.</summary>
    /// <exception cref="ColumnException">It is missing or of another type.</exception>
    public static ClassColumn Bind(DataViewSchema schema, string name, string what, bool allowText)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw ColumnException.Missing(name, schema, $" with {what}");
        switch (column.Type)
        {
            case KeyDataViewType when column.Type.RawType == typeof(uint):
                ClassLabels labels = ClassLabels.FromColumn(column);
                return new ClassColumn(column, labels.Texts, labels.IsNamed);
            case BooleanDataViewType:
                return new ClassColumn(column, [LabelText.Format(false), LabelText.Format(true)], true);
            case TextDataViewType when allowText:
                return new ClassColumn(column, null, true);
            default:
                throw new ColumnException(name,
                    $"Column '{name}' with {what} has type {column.Type}; expected a key of UInt32{(allowText ? ", text" : "")} or a Boolean. "
                    + "Append mlContext.Transforms.Conversion.MapValueToKey for other types.");
        }
    }

    /// <summary>
    /// Gives a function that reads the class of the current row as its number among <paramref name="classes"/>, -1 when it
    /// is missing.
    /// </summary>
    /// <exception cref="ColumnException">
    /// The column has a class that is not among them, now for a column that lists its classes, at the row for text.
    /// </exception>
    public Func<int> Reader(DataViewRow row, ClassColumn classes)
    {
        int[]? places = Names is null || ReferenceEquals(this, classes) ? null : Places(classes);
        switch (_column.Type)
        {
            case BooleanDataViewType:
                ValueGetter<bool> getBoolean = row.GetGetter<bool>(_column);
                return () =>
                {
                    bool value = false;
                    getBoolean(ref value);
                    return Place(value ? 1 : 0);
                };
            case TextDataViewType:
                return TextReader(row, classes);
            default:
                ValueGetter<uint> getKey = row.GetGetter<uint>(_column);
                return () =>
                {
                    uint value = 0;
                    getKey(ref value);
                    return value == 0 || value > Names!.Count ? -1 : Place((int)value - 1);
                };
        }

        int Place(int index) => places is null ? index : places[index];
    }

    private Func<int> TextReader(DataViewRow row, ClassColumn classes)
    {
        ValueGetter<ReadOnlyMemory<char>> getText = row.GetGetter<ReadOnlyMemory<char>>(_column);
        var places = classes.Names!.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        return () =>
        {
            ReadOnlyMemory<char> value = default;
            getText(ref value);
            if (value.IsEmpty)
                return -1;
            return places.TryGetValue(value.ToString(), out int place) ? place : throw Unknown(value.ToString(), classes);
        };
    }

    // By name where both have names, by number otherwise.
    private int[] Places(ClassColumn classes)
    {
        if (IsNamed && classes.IsNamed)
        {
            return [.. Names!.Select(name => classes.Names!.ToList().IndexOf(name) is var place and >= 0 ? place : throw Unknown(name, classes))];
        }

        return Names!.Count == classes.Names!.Count
            ? [.. Enumerable.Range(0, Names.Count)]
            : throw new ColumnException(_column.Name,
                $"Column '{_column.Name}' has {Names.Count} classes, the classifier's '{classes._column.Name}' {classes.Names.Count}, and not "
                + "both have names to go by. Expected equally many.");
    }

    private ColumnException Unknown(string name, ClassColumn classes) => new(_column.Name,
        $"Column '{_column.Name}' has the class '{name}', which the classifier does not know; its classes are "
        + $"{string.Join(", ", classes.Names!.Take(20).Select(n => $"'{n}'"))}{(classes.Names!.Count > 20 ? ", ..." : "")}.");
}
