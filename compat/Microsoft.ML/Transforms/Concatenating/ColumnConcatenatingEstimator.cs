using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Estimates nothing: puts columns of one item type together in a vector.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly string _output;
    private readonly string[] _inputs;

    internal ColumnConcatenatingEstimator(string outputColumnName, string[] inputColumnNames)
    {
        Check.NonEmpty(outputColumnName, nameof(outputColumnName));
        Check.Value(inputColumnNames, nameof(inputColumnNames));
        Check.Param(inputColumnNames.Length > 0, nameof(inputColumnNames), "Input columns not specified");
        Check.Param(
            !Array.Exists(inputColumnNames, string.IsNullOrEmpty), nameof(inputColumnNames), "Contained some null or empty items");
        _output = outputColumnName;
        _inputs = inputColumnNames;
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        Check.Value(input, nameof(input));
        return new ColumnConcatenatingTransformer([ConcatenatedColumn.Of(_output, _inputs)]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var shape = new ShapeEditor(inputSchema);
        SchemaShape.Column[] inputs = Array.ConvertAll(_inputs, shape.Input);
        DataViewType item = inputs[0].ItemType;
        foreach (SchemaShape.Column input in inputs)
        {
            Check.State(!input.IsKey, $"Column '{input.Name}' is key. Concatenation of keys is unsupported.");
            Check.State(
                input.ItemType.Equals(item),
                $"Concatenated columns should have the same type. Column '{input.Name}' has type of {input.ItemType}, but expected column type is {item}.");
        }

        var annotations = new List<SchemaShape.Column>();
        if (Array.TrueForAll(inputs, input => Has(input, AnnotationKinds.IsNormalized, BooleanDataViewType.Instance)))
            annotations.Add(new(AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
        if (Array.Exists(inputs, input => Has(input, AnnotationKinds.CategoricalSlotRanges, NumberDataViewType.Int32)))
            annotations.Add(new(AnnotationKinds.CategoricalSlotRanges, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Int32, false));
        if (Array.Exists(inputs, input => input.Kind == SchemaShape.Column.VectorKind.Scalar
            || Has(input, AnnotationKinds.SlotNames, TextDataViewType.Instance)))
            annotations.Add(new(AnnotationKinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
        bool variable = Array.Exists(inputs, input => input.Kind == SchemaShape.Column.VectorKind.VariableVector);
        shape.Set(new SchemaShape.Column(
            _output,
            variable ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector,
            item,
            false,
            new SchemaShape(annotations)));
        return shape.ToShape();
    }

    private static bool Has(SchemaShape.Column column, string kind, DataViewType type) =>
        column.Annotations.TryFindColumn(kind, out SchemaShape.Column annotation) && annotation.ItemType.Equals(type);
}
