using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ColumnCopyingTransformer),
    typeof(ColumnCopyingTransformer),
    null,
    typeof(SignatureLoadModel),
    "Copy Columns Transform",
    ColumnCopyingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Gives columns under further names.</summary>
public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CopyTransform";

    private static readonly VersionInfo _version =
        new("COPYCOLT", 0x00010001, 0x00010001, 0x00010001, StockAssembly.Data, LoaderSignature);

    internal ColumnCopyingTransformer((string Output, string Input)[] columns)
        : base(columns)
    {
    }

    private ColumnCopyingTransformer(ModelLoadContext context)
        : base(context)
    {
    }

    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(_version);
        SaveColumns(context);
    }

    private protected override RowMapper MakeMapper(DataViewSchema inputSchema) => new Mapper(inputSchema, Columns);

    private static ColumnCopyingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        return new ColumnCopyingTransformer(context);
    }

    private sealed class Mapper : OneToOneMapper
    {
        public Mapper(DataViewSchema schema, (string Output, string Input)[] columns)
            : base(schema, columns)
        {
            OutputColumns = new DataViewSchema.DetachedColumn[columns.Length];
            for (int i = 0; i < columns.Length; i++)
                OutputColumns[i] = new DataViewSchema.DetachedColumn(columns[i].Output, Inputs[i].Type, Inputs[i].Annotations);
        }

        public override DataViewSchema.DetachedColumn[] OutputColumns { get; }

        public override Delegate CreateGetter(DataViewRow input, int output) => ActiveColumns.GetterOf(input, Inputs[output]);
    }
}
