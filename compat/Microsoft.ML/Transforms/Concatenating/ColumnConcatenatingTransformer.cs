using Microsoft.ML;
using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(ColumnConcatenatingTransformer),
    typeof(ColumnConcatenatingTransformer),
    null,
    typeof(SignatureLoadModel),
    "Concat Transform",
    ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Puts columns of one item type together in a vector.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private static readonly VersionInfo _version = new(
        "CONCAT F", 0x00010003, 0x00010003, 0x00010003, StockAssembly.Data, LoaderSignature, "ConcatFunction");

    private readonly ConcatenatedColumn[] _columns;

    internal ColumnConcatenatingTransformer(ConcatenatedColumn[] columns)
    {
        _columns = columns;
    }

    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(_version);
        context.Writer.Write(_columns.Length);
        foreach (ConcatenatedColumn column in _columns)
            column.Save(context);
    }

    private protected override RowMapper MakeMapper(DataViewSchema inputSchema) => new Mapper(inputSchema, _columns);

    private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        int count = context.Reader.ReadInt32();
        Check.Decode(count > 0 && count * 16L <= context.Reader.BaseStream.Length);
        var columns = new ConcatenatedColumn[count];
        for (int i = 0; i < count; i++)
            columns[i] = ConcatenatedColumn.Load(context);
        return new ColumnConcatenatingTransformer(columns);
    }

    private sealed class Mapper(DataViewSchema schema, ConcatenatedColumn[] columns) : RowMapper
    {
        private readonly Concatenation[] _columns = Array.ConvertAll(columns, column => new Concatenation(schema, column));

        public override DataViewSchema.DetachedColumn[] OutputColumns => Array.ConvertAll(_columns, column => column.Output);

        public override void AddDependencies(int output, bool[] inputs)
        {
            foreach (DataViewSchema.Column source in _columns[output].Sources)
                inputs[source.Index] = true;
        }

        public override Delegate CreateGetter(DataViewRow input, int output) => _columns[output].CreateGetter(input);
    }
}
