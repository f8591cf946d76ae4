namespace Microsoft.ML.Data;

/// <summary>What a transformer adds to the columns of one input schema.</summary>
internal abstract class RowMapper
{
    public abstract DataViewSchema.DetachedColumn[] OutputColumns { get; }

    /// <summary>Marks the input columns that an output column needs.</summary>
    public abstract void AddDependencies(int output, bool[] inputs);

    public abstract Delegate CreateGetter(DataViewRow input, int output);

    /// <summary>A getter with what is to be done when its row ends, or null.</summary>
    public virtual Delegate CreateGetter(DataViewRow input, int output, out Action disposer)
    {
        disposer = null;
        return CreateGetter(input, output);
    }
}
