using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Columns that follow from what a network gives for a row.</summary>
/// <param name="session">The network's session, which belongs to the transformer.</param>
/// <param name="batchSize">How many rows a cursor reads ahead and runs at once.</param>
/// <param name="inputs">What the network's inputs are made of.</param>
/// <param name="shape">The shapes of a row.</param>
/// <param name="outputs">The columns that are added.</param>
/// <param name="finite">The network's outputs whose values must be finite.</param>
internal sealed class NetworkMapping(
    ScoringSession session, int batchSize, IReadOnlyList<INetworkInput> inputs, BatchShape shape, OutputColumn[] outputs, int[] finite) : RowMapping
{
    /// <summary>Columns of a network with one output, whose values must be finite.</summary>
    public NetworkMapping(ScoringSession session, int batchSize, IReadOnlyList<INetworkInput> inputs, OutputColumn[] outputs)
        : this(session, batchSize, inputs, session.ShapeOf([.. inputs.Select(input => input.Shape)]), outputs, [0])
    {
    }

    public override IReadOnlyList<DataViewSchema.Column> Inputs { get; } = [.. inputs.SelectMany(input => input.Columns)];

    public override IReadOnlyList<RowColumn> Outputs => outputs;

    /// <summary>The largest number of rows in a run: fewer than asked for when they would not fit one buffer.</summary>
    public int BatchSize => shape.BatchOf(batchSize);

    public override void ThrowIfDisposed() => session.ThrowIfDisposed();

    public override RowValues CreateValues(DataViewRow row, int cursors)
    {
        INetworkInputReader[] readers = [.. inputs.Select(input => input.CreateReader(row))];
        return new Values(ScoreBatch.Rent(session, shape, BatchSize, spareSlices: 1), readers, row, cursors, this);
    }

    public override RowValues CreateSingle(DataViewRow row)
    {
        INetworkInputReader[] readers = [.. inputs.Select(input => input.CreateReader(row))];
        return new Values(ScoreBatch.Create(session, shape, (int)(shape.FixedBatch ?? 1)), readers, row, 1, this);
    }

    private Delegate CreateGetter(int output, IScoreSource source) => outputs[output].CreateGetter(source);

    /// <summary>Requires that what the network gave for a row is finite.</summary>
    /// <exception cref="ColumnException">It is not.</exception>
    private void RequireFinite(ScoreBatch batch, int slot, long row)
    {
        foreach (int output in finite)
        {
            ReadOnlySpan<float> values = batch.Output(slot, output);
            if (FiniteValues.FindOther(values) is var at and >= 0)
            {
                string column = (Inputs.Count > 0 ? Inputs[0].Name : null) ?? outputs[0].Name;
                throw new ColumnException(column, $"Row {row} (counted from 0): the network gives {values[at]} at position {at} of its output '{session.OutputNames[output]}' for column '{column}', whose values are finite. Either the network overflows, and must be trained with a smaller learning rate or repaired, or the values are far outside of those that it was trained on.");
            }
        }
    }

    /// <summary>The rows' input and scores.</summary>
    private sealed class Values(ScoreBatch batch, INetworkInputReader[] readers, DataViewRow input, int cursors, NetworkMapping mapping) : RowValues
    {
        private readonly long[] _rows = new long[batch.Slices * batch.SliceRows];

        public override int Slices => batch.Slices;

        public override int SliceRows => batch.SliceRows;

        public override int Threads => Math.Max(1, batch.Threads / cursors);

        public override int Helpers => batch.HelpersOf(Threads);

        public override void Read(int slot)
        {
            _rows[slot] = input.Position;
            for (int i = 0; i < readers.Length; i++)
                readers[i].ReadFloats(batch.Input(slot, i));
        }

        public override void Run(int slice, int rows)
        {
            batch.RunSlice(slice, rows);
            int start = slice * batch.SliceRows;
            for (int slot = start; slot < start + rows; slot++)
                mapping.RequireFinite(batch, slot, _rows[slot]);
        }

        public override Delegate CreateGetter(int output, Func<int> slot) => mapping.CreateGetter(output, new Source(batch, slot));

        public override void Dispose() => batch.Return();
    }

    /// <summary>The scores of the row that a cursor stands on.</summary>
    private sealed class Source(ScoreBatch batch, Func<int> slot) : IScoreSource
    {
        public ReadOnlySpan<float> Scores(int output = 0) => batch.Output(slot(), output);

        public ReadOnlySpan<float> Input() => batch.Input(slot());
    }
}
