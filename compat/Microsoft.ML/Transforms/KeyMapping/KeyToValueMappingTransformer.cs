using Microsoft.ML;
using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(KeyToValueMappingTransformer),
    typeof(KeyToValueMappingTransformer),
    null,
    typeof(SignatureLoadModel),
    "Key To Value Transform",
    KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces keys by the values in their columns' annotations.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    private static readonly VersionInfo _version =
        new("KEY2VALT", 0x00010001, 0x00010001, 0x00010001, StockAssembly.Data, LoaderSignature);

    internal KeyToValueMappingTransformer((string Output, string Input)[] columns)
        : base(columns)
    {
    }

    private KeyToValueMappingTransformer(ModelLoadContext context)
        : base(context)
    {
    }

    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(_version);
        SaveColumns(context);
    }

    private protected override RowMapper MakeMapper(DataViewSchema inputSchema) => new Mapper(inputSchema, Columns);

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        return new KeyToValueMappingTransformer(context);
    }

    private sealed class Mapper : OneToOneMapper
    {
        private readonly KeyValueMap[] _maps;

        public Mapper(DataViewSchema schema, (string Output, string Input)[] columns)
            : base(schema, columns)
        {
            _maps = Array.ConvertAll(Inputs, KeyValueMap.Create);
            OutputColumns = new DataViewSchema.DetachedColumn[columns.Length];
            for (int i = 0; i < columns.Length; i++)
            {
                var builder = new DataViewSchema.Annotations.Builder();
                builder.Add(Inputs[i].Annotations, name => name == AnnotationKinds.SlotNames);
                DataViewType type = Inputs[i].Type is VectorDataViewType vector
                    ? new VectorDataViewType(_maps[i].ValueType, vector.Dimensions)
                    : _maps[i].ValueType;
                OutputColumns[i] = new DataViewSchema.DetachedColumn(columns[i].Output, type, builder.ToAnnotations());
            }
        }

        public override DataViewSchema.DetachedColumn[] OutputColumns { get; }

        public override Delegate CreateGetter(DataViewRow input, int output) => _maps[output].CreateGetter(input, Inputs[output]);
    }
}
