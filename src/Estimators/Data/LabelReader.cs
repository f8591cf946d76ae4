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
        if (!LabelTask.Accepts(column.Type, kind))
        {
            throw new ColumnException(name, $"Label column '{name}' has type {column.Type}; expected {LabelTask.Expected(kind)}.");
        }

        return column;
    }

    /// <summary>What a label column stands for.</summary>
    /// <exception cref="ColumnException">There is no such column, or it has another type than a label has.</exception>
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

    /// <summary>The numbers that a label has: 1, or as many as its vector.</summary>
    public static int WidthOf(DataViewSchema.Column column) => column.Type is VectorDataViewType vector ? vector.Size : 1;

    /// <summary>Reads labels as numbers: a class counted from 0, zeros and ones, or values.</summary>
    /// <param name="row">The row or cursor.</param>
    /// <param name="layout">The columns; a class is what it is to the network.</param>
    public static LabelGetter Create(DataViewRow row, RowLayout layout)
    {
        DataViewSchema.Column column = layout.Label;
        if (column.Type is VectorDataViewType vector)
        {
            return vector.ItemType is BooleanDataViewType ? VectorReader.Create<bool>(row, column, static (value, _) => value ? 1 : 0)
                : layout.Kind == NetworkTask.MultiLabel
                    ? VectorReader.Create<float>(row, column, (value, place) => value is 0 or 1 ? value : throw NoDecision(value, row, column, place))
                    : VectorReader.Create<float>(row, column, (value, place) => float.IsFinite(value) ? value : throw NotFinite(value, row, column, $"label, at position {place},"));
        }

        Func<double> read = layout.Kind switch
        {
            NetworkTask.Multiclass => Key(row, column),
            NetworkTask.Binary => Boolean(row, column),
            _ => Single(row, column, "label"),
        };
        return layout.ClassMap is { } map ? label => label[0] = map[(int)read()] : label => label[0] = read();
    }

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
            return float.IsFinite(value) ? value : throw NotFinite(value, row, column, role);
        };
    }

    private static TrainingException NotFinite(float value, DataViewRow row, DataViewSchema.Column column, string role) => new(
        $"Row {row.Position} (counted from 0) has {value} as {role} in column '{column.Name}'; filter such rows out, "
        + "with mlContext.Data.FilterRowsByMissingValues for example.");

    private static TrainingException NoDecision(float value, DataViewRow row, DataViewSchema.Column column, int place) => new(
        $"Row {row.Position} (counted from 0) has {value} at position {place} of label column '{column.Name}'; "
        + "a class is there (1) or not (0). For quantities use mlContext.DeepLearning.Regression.");

    private static Func<double> Key(DataViewRow row, DataViewSchema.Column column)
    {
        Func<ulong> read = KeyReader.Create(row, column);
        return () => read() is var key && key > 0
            ? key - 1
            : throw new TrainingException(
                $"Row {row.Position} (counted from 0) has no label: the key in column '{column.Name}' is missing. A value that "
                + "MapValueToKey did not see when it was fitted becomes a missing key; filter such rows out or fit on them too.");
    }
}
