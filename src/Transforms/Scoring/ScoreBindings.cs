using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>A transformer bound to an input schema: output schema first the input's columns, then those it adds.</summary>
internal sealed class ScoreBindings : IRowToRowMapper
{
    private readonly OutputColumn[] _outputs;

    public ScoreBindings(INetworkScorer scorer, DataViewSchema input)
    {
        Scorer = scorer;
        InputSchema = input;
        Input = scorer.BindInput(input);
        _outputs = scorer.OutputColumns(input);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        foreach (OutputColumn output in _outputs)
            builder.AddColumn(output.Name, output.Type, output.Annotations);
        OutputSchema = builder.ToSchema();
    }

    public INetworkScorer Scorer { get; }

    public INetworkInput Input { get; }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The largest number of rows in a run: fewer than asked for when they would not fit one buffer.</summary>
    public int BatchSize => (int)(Input.Shape.FixedBatch ?? Math.Clamp(
        InputShape.MaxSize / Math.Max(Input.Shape.Size, Scorer.Session.OutputSize), 1, Scorer.BatchSize));

    /// <summary>The rows of a run in the one-row path.</summary>
    public int SingleBatchSize => (int)(Input.Shape.FixedBatch ?? 1);

    /// <summary>Which of the output schema's columns are wanted.</summary>
    public bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[OutputSchema.Count];
        foreach (DataViewSchema.Column column in columns)
            active[Index(column)] = true;
        return active;
    }

    /// <summary>Whether a column is one that the transformer adds.</summary>
    public bool IsOutput(int index) => index >= InputSchema.Count;

    /// <summary>Whether one of the wanted columns needs the network.</summary>
    public bool NeedsNetwork(bool[] active) => active.AsSpan(InputSchema.Count).Contains(true);

    /// <summary>The input columns that the wanted columns need.</summary>
    public List<DataViewSchema.Column> Inputs(bool[] active)
    {
        var needed = active[..InputSchema.Count];
        if (NeedsNetwork(active))
        {
            foreach (DataViewSchema.Column column in Input.Columns)
                needed[column.Index] = true;
        }

        return [.. InputSchema.Where(column => needed[column.Index])];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        Inputs(Active(dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        Scorer.Session.ThrowIfDisposed();
        return new ScoredRow(this, input, Active(activeColumns));
    }

    /// <summary>The getter of a column that the transformer adds.</summary>
    public ValueGetter<TValue> OutputGetter<TValue>(int index, IScoreSource source)
    {
        OutputColumn output = _outputs[index - InputSchema.Count];
        return output.CreateGetter(source) as ValueGetter<TValue> ?? throw WrongType(OutputSchema[index], typeof(TValue));
    }

    /// <summary>The index of a column of the output schema.</summary>
    public int Index(DataViewSchema.Column column) =>
        column.Index < OutputSchema.Count && OutputSchema[column.Index].Name == column.Name
            ? column.Index
            : throw new ArgumentException($"Column '{column.Name}' does not belong to this schema.", nameof(column));

    /// <summary>The error of a getter that was asked for with another type than the column's.</summary>
    public static InvalidOperationException WrongType(DataViewSchema.Column column, Type asked) => new(
        $"Column '{column.Name}' has values of type {column.Type.RawType}; a getter of {asked} was asked for.");

    /// <summary>The error of a getter that was asked for on an inactive column.</summary>
    public static InvalidOperationException Inactive(DataViewSchema.Column column) => new(
        $"Column '{column.Name}' is not active; name it when asking for the cursor or row.");
}
