using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Checks of columns that must hold images.</summary>
internal static class ImageColumns
{
    public static SchemaShape.Column Check(SchemaShape.Column column) =>
        column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType is ImageDataViewType
            ? column
            : throw Common.Check.WrongColumn("input", column.Name, new ImageDataViewType().ToString(), column.TypeText);

    public static ImageDataViewType TypeOf(DataViewSchema.Column column) =>
        column.Type as ImageDataViewType ?? throw Common.Check.WrongColumn("input", column.Name, "image", column.Type.ToString());
}
