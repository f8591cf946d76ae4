using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Base of transformers that add columns row by row.</summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected RowToRowTransformerBase()
    {
    }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema, nameof(inputSchema)).Output;

    public IDataView Transform(IDataView input)
    {
        Check.Value(input, nameof(input));
        return new MappedDataView(input, Bind(input.Schema, nameof(input)));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) =>
        new RowToRowMapper(Bind(inputSchema, nameof(inputSchema)));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Check.Value(ctx, nameof(ctx));
        ctx.CheckAtModel();
        SaveModel(ctx);
    }

    private protected abstract void SaveModel(ModelSaveContext context);

    private protected abstract RowMapper MakeMapper(DataViewSchema inputSchema);

    private ColumnBindings Bind(DataViewSchema inputSchema, string name)
    {
        Check.Value(inputSchema, name);
        return new ColumnBindings(inputSchema, MakeMapper(inputSchema));
    }
}
