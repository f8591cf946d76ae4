using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Gives each distinct value a key.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHost _host;
    private readonly (string Output, string Input)[] _columns;
    private readonly KeyMappingSettings _settings;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(
        IHostEnvironment env, (string Output, string Input)[] columns, KeyMappingSettings settings, IDataView keyData)
    {
        foreach ((string output, _) in columns)
            Check.NonWhiteSpace(output, "outputColumnName");
        Check.Param(
            keyData == null || keyData.Schema.Count == 1,
            nameof(keyData),
            $"If specified, this data view should contain only a single column containing the terms to map, but this had {keyData?.Schema.Count} columns.");
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _columns = columns;
        _settings = settings;
        _keyData = keyData;
    }

    /// <summary>The order of the keys.</summary>
    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        Check.Value(input, nameof(input));
        ValueToKeyMappingTransformer.CheckInputs(input.Schema, _columns);
        using IChannel channel = _host.Start("Training");
        TermMap[] maps = _keyData != null
            ? TermMapTrainer.FromKeyData(_keyData, input.Schema, _columns, _settings, channel)
            : TermMapTrainer.FromRows(input, _columns, _settings, channel);
        bool[] asText = new bool[_columns.Length];
        Array.Fill(asText, _settings.KeyValuesAsText);
        return new ValueToKeyMappingTransformer(_columns, maps, asText);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var shape = new ShapeEditor(inputSchema);
        foreach ((string output, string input) in _columns)
        {
            SchemaShape.Column column = shape.Input(input);
            if (TypeMap.PrimitiveOrNull(column.ItemType.RawType) == null)
                throw Check.WrongColumn("input", input, "standard type or a vector of standard type", column.TypeText);

            // The values of keys are those of the key that is mapped, if they are known.
            bool known = column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out SchemaShape.Column values)
                && column.IsKey
                && values.Kind == SchemaShape.Column.VectorKind.Vector;
            if (!known)
            {
                DataViewType item = _settings.KeyValuesAsText ? TextDataViewType.Instance : column.ItemType;
                bool isKey = column.IsKey && !_settings.KeyValuesAsText;
                values = new SchemaShape.Column(AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector, item, isKey);
            }

            SchemaShape annotations = column.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out SchemaShape.Column names)
                ? new SchemaShape([names, values])
                : new SchemaShape([values]);
            shape.Set(new SchemaShape.Column(output, column.Kind, NumberDataViewType.UInt32, true, annotations));
        }

        return shape.ToShape();
    }
}
