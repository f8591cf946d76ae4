namespace Microsoft.ML.Data;

/// <summary>
/// The columns of an input and the added ones. An added column follows the input column that it hides, or comes last.
/// </summary>
internal sealed class ColumnBindings
{
    private readonly int[] _sources;

    public ColumnBindings(DataViewSchema input, RowMapper mapper)
    {
        Input = input;
        Mapper = mapper;
        DataViewSchema.DetachedColumn[] added = mapper.OutputColumns;
        var sources = new List<int>(Enumerable.Range(0, input.Count));
        for (int i = 0; i < added.Length; i++)
        {
            string name = added[i].Name;
            int hidden = sources.FindLastIndex(source => (source >= 0 ? input[source].Name : added[~source].Name) == name);
            sources.Insert(hidden < 0 ? sources.Count : hidden + 1, ~i);
        }

        _sources = [.. sources];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(sources.Select(source =>
            source >= 0 ? new DataViewSchema.DetachedColumn(input[source]) : added[~source]));
        Output = builder.ToSchema();
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public RowMapper Mapper { get; }

    /// <summary>The index of an input column, or the complement of that of an added one.</summary>
    public int Source(int output) => _sources[output];

    public IEnumerable<DataViewSchema.Column> InputsFor(bool[] activeOutputs)
    {
        bool[] inputs = new bool[Input.Count];
        for (int i = 0; i < activeOutputs.Length; i++)
        {
            if (!activeOutputs[i])
                continue;
            if (_sources[i] >= 0)
                inputs[_sources[i]] = true;
            else
                Mapper.AddDependencies(~_sources[i], inputs);
        }

        return ActiveColumns.Select(Input, inputs);
    }

    /// <summary>A getter for each active added column, by its place in the output.</summary>
    public Delegate[] CreateGetters(DataViewRow input, bool[] activeOutputs, out Action disposer)
    {
        disposer = null;
        var getters = new Delegate[activeOutputs.Length];
        for (int i = 0; i < getters.Length; i++)
        {
            if (!activeOutputs[i] || _sources[i] >= 0)
                continue;
            getters[i] = Mapper.CreateGetter(input, ~_sources[i], out Action last);
            disposer += last;
        }

        return getters;
    }
}
