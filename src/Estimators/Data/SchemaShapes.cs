using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>Schema shapes that the trainers share: checks, and output columns with the annotations that ML.NET's evaluators look for.</summary>
internal static class SchemaShapes
{
    /// <summary>Finds a column.</summary>
    /// <exception cref="ColumnException">There is none of this name.</exception>
    public static SchemaShape.Column Find(SchemaShape schema, string name, [CallerArgumentExpression(nameof(name))] string option = "")
    {
        foreach (SchemaShape.Column column in schema)
        {
            if (column.Name == name)
            {
                return column;
            }
        }

        throw ColumnException.Missing(name, schema.Select(c => c.Name), "", option);
    }

    /// <summary>Checks that a column holds images as vectors.</summary>
    /// <exception cref="ColumnException">It does not, or there is none of this name.</exception>
    public static void RequireImage(SchemaShape schema, string name)
    {
        SchemaShape.Column image = Find(schema, name);
        if (image.Kind != SchemaShape.Column.VectorKind.Vector || image.IsKey
            || (image.ItemType != NumberDataViewType.Single && image.ItemType != NumberDataViewType.Byte))
        {
            throw new ColumnException(name, $"Column '{name}' is {Describe(image)}; expected a vector of known size of Single or Byte. Numbers of other types are converted by mlContext.Transforms.Conversion.ConvertType, photos by mlContext.DeepLearning.PrepareImages.");
        }
    }

    /// <summary>A column of images that a model makes. Of what size they are, a shape does not say.</summary>
    public static SchemaShape.Column Generated(string name, GeneratedImageKind kind) => kind switch
    {
        GeneratedImageKind.Image => MlNetInternals.NewColumn(name, SchemaShape.Column.VectorKind.Scalar, new ImageDataViewType(), false),
        GeneratedImageKind.Byte => MlNetInternals.NewColumn(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Byte, false),
        _ => MlNetInternals.NewColumn(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false),
    };

    /// <summary>A column's type in words.</summary>
    public static string Describe(SchemaShape.Column column) => $"{column.Kind} of {(column.IsKey ? "key " : "")}{column.ItemType}";

    /// <summary>A column of scores.</summary>
    public static SchemaShape.Column Score(string name, bool vector = false, IEnumerable<SchemaShape.Column>? more = null) => MlNetInternals.NewColumn(
        name, vector ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false,
        new SchemaShape([.. Common(), .. more ?? []]));

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

    /// <summary>Decisions of yes or no for several classes.</summary>
    public static SchemaShape.Column Decisions(string name, SchemaShape.Column label) => MlNetInternals.NewColumn(
        name, SchemaShape.Column.VectorKind.Vector, BooleanDataViewType.Instance, false,
        new SchemaShape([.. Common(), .. Named(label, "SlotNames", "SlotNames")]));

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
