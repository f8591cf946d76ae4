using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>Shapes of output columns, with the annotations that ML.NET's evaluators look for.</summary>
internal static class ScoreColumns
{
    /// <summary>A column of scores.</summary>
    public static SchemaShape.Column Score(string name, bool vector, IEnumerable<SchemaShape.Column> more) => MlNetInternals.NewColumn(
        name, vector ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false,
        new SchemaShape([.. Common(), .. more]));

    /// <summary>A column of probabilities.</summary>
    public static SchemaShape.Column Probability(string name) => Score(
        name, vector: false, [Scalar("IsNormalized", BooleanDataViewType.Instance)]);

    /// <summary>A decision of yes or no.</summary>
    public static SchemaShape.Column Decision(string name) => MlNetInternals.NewColumn(
        name, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false, new SchemaShape(Common()));

    /// <summary>A decision for a class.</summary>
    public static SchemaShape.Column Decision(string name, SchemaShape.Column label) => MlNetInternals.NewColumn(
        name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true,
        new SchemaShape([.. Common(), .. Named(label, "KeyValues", "KeyValues")]));

    /// <summary>An annotation of the label under another name, when the label has it.</summary>
    public static IEnumerable<SchemaShape.Column> Named(SchemaShape.Column label, string annotation, string name, DataViewType? type = null)
    {
        foreach (SchemaShape.Column column in label.Annotations ?? new SchemaShape([]))
        {
            if (column.Name == annotation)
            {
                yield return MlNetInternals.NewColumn(name, SchemaShape.Column.VectorKind.Vector, type ?? column.ItemType, false);
            }
        }
    }

    private static SchemaShape.Column[] Common() =>
    [
        MlNetInternals.NewColumn("ScoreColumnSetId", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true),
        Scalar("ScoreColumnKind", TextDataViewType.Instance),
        Scalar("ScoreValueKind", TextDataViewType.Instance),
    ];

    private static SchemaShape.Column Scalar(string name, DataViewType type) =>
        MlNetInternals.NewColumn(name, SchemaShape.Column.VectorKind.Scalar, type, false);
}
