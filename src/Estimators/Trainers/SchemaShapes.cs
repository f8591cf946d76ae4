using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>Checks of schema shapes that the trainers share.</summary>
internal static class SchemaShapes
{
    /// <summary>Finds a column.</summary>
    /// <exception cref="ColumnException">There is none of this name.</exception>
    public static SchemaShape.Column Find(SchemaShape schema, string name)
    {
        foreach (SchemaShape.Column column in schema)
        {
            if (column.Name == name)
            {
                return column;
            }
        }

        throw new ColumnException(name, $"There is no column '{name}'; there are {string.Join(", ", schema.Select(c => $"'{c.Name}'"))}.");
    }

    /// <summary>Checks that a column holds images as vectors.</summary>
    /// <exception cref="ColumnException">It does not, or there is none of this name.</exception>
    public static void RequireImage(SchemaShape schema, string name)
    {
        SchemaShape.Column image = Find(schema, name);
        if (image.Kind != SchemaShape.Column.VectorKind.Vector || image.IsKey
            || (image.ItemType != NumberDataViewType.Single && image.ItemType != NumberDataViewType.Byte))
        {
            throw new ColumnException(name, $"Column '{name}' is {Describe(image)}; expected a vector of known size of Single or Byte.");
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
}
