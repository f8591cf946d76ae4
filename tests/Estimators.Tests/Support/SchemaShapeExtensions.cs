using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>What estimators see of data before there is any.</summary>
internal static class SchemaShapeExtensions
{
    /// <summary>The shape of a schema, without annotations.</summary>
    public static SchemaShape ToShape(this DataViewSchema schema) => new(schema.Select(c => MlNetInternals.NewColumn(
        c.Name,
        c.Type is VectorDataViewType ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar,
        c.Type is VectorDataViewType v ? v.ItemType : c.Type is KeyDataViewType ? NumberDataViewType.UInt32 : c.Type,
        c.Type is KeyDataViewType)));
}
