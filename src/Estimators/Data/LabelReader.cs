using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Training;

namespace MlNetDeep.Estimators.Data;

/// <summary>Reads labels and example weights, and refuses those that training cannot use.</summary>
internal static class LabelReader
{
    /// <summary>Finds a label column and checks its type.</summary>
    public static DataViewSchema.Column Bind(DataViewSchema schema, string name, NetworkTask kind)
    {
        DataViewSchema.Column column = Find(schema, name, "label");
        if (LabelTask.KindOf(column.Type) != kind)
        {
            throw new ColumnException(name, $"Label column '{name}' has type {column.Type}; expected {LabelTask.Expected(kind)}.");
        }

        return column;
    }

    /// <summary>What a label column stands for.</summary>
    /// <exception cref="ColumnException">There is no such column, or its type is none of the three.</exception>
    public static NetworkTask KindOf(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = Find(schema, name, "label");
        return LabelTask.KindOf(column.Type)
            ?? throw new ColumnException(name, $"Label column '{name}' has type {column.Type}; expected {LabelTask.Expected(null)}.");
    }

    /// <summary>Finds an example weight column and checks its type.</summary>
    public static DataViewSchema.Column BindWeight(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = Find(schema, name, "example weight");
        return column.Type == NumberDataViewType.Single
            ? column
            : throw new ColumnException(name, $"Example weight column '{name}' has type {column.Type}; expected Single.");
    }

    /// <summary>Reads labels as numbers: a class counted from 0, a 0 or 1, or a value.</summary>
    public static Func<double> Create(DataViewRow row, DataViewSchema.Column column, NetworkTask kind) => kind switch
    {
        NetworkTask.Multiclass => Key(row, column),
        NetworkTask.Binary => Boolean(row, column),
        _ => Single(row, column, "label"),
    };

    /// <summary>Reads example weights, which must be finite and at least 0.</summary>
    public static Func<double> CreateWeight(DataViewRow row, DataViewSchema.Column column)
    {
        Func<double> read = Single(row, column, "example weight");
        return () => read() is var weight && weight >= 0
            ? weight
            : throw new TrainingException($"Row {row.Position} has an example weight below 0 in column '{column.Name}'.");
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name, string role) =>
        schema.GetColumnOrNull(name) ?? throw new ColumnException(
            name, $"There is no {role} column '{name}'; the data has {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => $"'{c.Name}'"))}.");

    private static Func<double> Boolean(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<bool> getter = row.GetGetter<bool>(column);
        bool value = false;
        return () =>
        {
            getter(ref value);
            return value ? 1 : 0;
        };
    }

    private static Func<double> Single(DataViewRow row, DataViewSchema.Column column, string role)
    {
        ValueGetter<float> getter = row.GetGetter<float>(column);
        float value = 0;
        return () =>
        {
            getter(ref value);
            return float.IsFinite(value)
                ? value
                : throw new TrainingException(
                    $"Row {row.Position} (counted from 0) has {value} as {role} in column '{column.Name}'; filter such rows out, "
                    + "with mlContext.Data.FilterRowsByMissingValues for example.");
        };
    }

    private static Func<double> Key(DataViewRow row, DataViewSchema.Column column)
    {
        // Keys count from 1; 0 is a missing value.
        if (column.Type.RawType == typeof(byte))
        {
            return Key<byte>(row, column, static v => v);
        }

        if (column.Type.RawType == typeof(ushort))
        {
            return Key<ushort>(row, column, static v => v);
        }

        return column.Type.RawType == typeof(ulong)
            ? Key<ulong>(row, column, static v => v)
            : Key<uint>(row, column, static v => v);
    }

    private static Func<double> Key<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> widen)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            ulong key = widen(value);
            return key > 0
                ? key - 1
                : throw new TrainingException(
                    $"Row {row.Position} (counted from 0) has no label: the key in column '{column.Name}' is missing. A value that "
                    + "MapValueToKey did not see when it was fitted becomes a missing key; filter such rows out or fit on them too.");
        };
    }
}
