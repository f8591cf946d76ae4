using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>A transformer whose rows follow each from one row of its input. All transformers of this project are such.</summary>
/// <remarks>
/// Transforming is lazy and safe from many threads. A cursor reads some rows ahead, computes them together and hands them
/// out one at a time, in their order; columns that nobody asks for cost nothing.
/// </remarks>
public abstract class RowTransformer : ITransformer
{
    private protected RowTransformer()
    {
    }

    /// <summary>True: every row is transformed by itself.</summary>
    public bool IsRowToRowMapper => true;

    /// <summary>Gives the input's columns and those that the transformer adds.</summary>
    /// <param name="inputSchema">The schema of the data.</param>
    /// <exception cref="ColumnException">A column is missing or has another type than the transformer needs.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>Gives a view of the data with the new columns. Nothing is computed before a cursor asks for it.</summary>
    /// <param name="input">The data.</param>
    /// <exception cref="ColumnException">A column is missing or has another type than the transformer needs.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RowView.Over(input, Map(input.Schema));
    }

    /// <summary>Gives the one-row path that ML.NET's <c>PredictionEngine</c> takes.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <exception cref="ColumnException">A column is missing or has another type than the transformer needs.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        RowMapper mapper = Bind(inputSchema);
        mapper.Mapping.ThrowIfDisposed();
        return mapper;
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    private protected abstract void SaveModel(ModelSaveContext ctx);

    /// <summary>Finds the transformer's columns in a schema.</summary>
    private protected abstract RowMapping Map(DataViewSchema input);

    private RowMapper Bind(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new RowMapper(Map(input), input);
    }
}
