using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Reads the labels of rows that a model has scored, in terms of the model's classes.</summary>
internal static class TruthReader
{
    /// <summary>For each key of a label column the class of the model, counted from 0; null when all are in the same order.</summary>
    /// <param name="label">The label column, a key.</param>
    /// <param name="classes">The model's classes.</param>
    /// <exception cref="ColumnException">The values of the keys are not those of the classes.</exception>
    public static IReadOnlyList<int>? Match(DataViewSchema.Column label, ClassLabels classes)
    {
        ClassLabels found = ClassLabels.FromColumn(label);

        if (found.Texts.SequenceEqual(classes.Texts))
            return null;

        // Classes without values are told apart by their numbers alone, on both sides.
        return found.IsNamed && classes.IsNamed
            ? ClassMatch.Map(classes, found, label.Name, "")
            : found.Count <= classes.Count ? null : throw new ColumnException(label.Name,
                $"Label column '{label.Name}' has {found.Count} classes, the model {classes.Count}, and not both have values to go by.");
    }

    /// <summary>Reads a key as a class of the model, counted from 0; -1 where it is missing.</summary>
    public static Func<int> Key(DataViewRow row, DataViewSchema.Column label, IReadOnlyList<int>? match)
    {
        Func<ulong> read = KeyReader.Create(row, label);
        ulong count = ((KeyDataViewType)label.Type).Count;
        return () => read() is var key && key > 0 && key <= count ? match?[(int)key - 1] ?? (int)key - 1 : -1;
    }

    /// <summary>Reads a vector of Booleans, or of zeros and ones, as numbers.</summary>
    /// <param name="row">The row or cursor.</param>
    /// <param name="label">The label column.</param>
    /// <param name="classes">The model's classes: where both have names, they are the same ones in the same order.</param>
    /// <exception cref="ColumnException">The column is of another type, or of other classes.</exception>
    public static LabelGetter Labels(DataViewRow row, DataViewSchema.Column label, ClassLabels classes)
    {
        if (label.Type is not VectorDataViewType vector || vector.Size != classes.Count
            || (vector.ItemType is not BooleanDataViewType && vector.ItemType != NumberDataViewType.Single))
        {
            throw new ColumnException(label.Name,
                $"Label column '{label.Name}' has type {label.Type}; expected a vector of {classes.Count} Booleans, one for each class of the model, or of zeros and ones of Single.");
        }

        CheckNames(label, classes);
        return vector.ItemType is BooleanDataViewType
            ? VectorReader.Create<bool>(row, label, static (value, _) => value ? 1 : 0)
            : VectorReader.Create<float>(row, label, (value, _) => value is 0 or 1 ? value : throw new ColumnException(label.Name,
                $"Row {row.Position} (counted from 0) has {value} in label column '{label.Name}'; a class is there (1) or not (0)."));
    }

    /// <summary>Checks that a vector of labels is made of a model's classes, where both have names.</summary>
    /// <exception cref="ColumnException">The names differ, or stand in another order.</exception>
    public static void CheckNames(DataViewSchema.Column label, ClassLabels classes)
    {
        if (ClassLabels.FromSlotNames(label) is { IsNamed: true } found && classes.IsNamed && !found.Texts.SequenceEqual(classes.Texts))
        {
            throw new ColumnException(label.Name,
                $"Label column '{label.Name}' is made of '{string.Join("', '", found.Texts)}', but the model's classes are '{string.Join("', '", classes.Texts)}'. "
                + "Concatenate the columns in the order of training.");
        }
    }
}
