using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Columns that follow from what a network gives for a row.</summary>
/// <param name="session">The network's session, which belongs to the transformer.</param>
/// <param name="batchSize">How many rows a cursor reads ahead and runs at once.</param>
/// <param name="input">What the network's input is made of.</param>
/// <param name="outputs">The columns that are added.</param>
internal sealed class NetworkMapping(ScoringSession session, int batchSize, INetworkInput input, OutputColumn[] outputs) : RowMapping
{
    public override IReadOnlyList<DataViewSchema.Column> Inputs => input.Columns;

    public override IReadOnlyList<RowColumn> Outputs => outputs;

    /// <summary>The largest number of rows in a run: fewer than asked for when they would not fit one buffer.</summary>
    public int BatchSize => (int)(input.Shape.FixedBatch
        ?? Math.Clamp(InputShape.MaxSize / Math.Max(input.Shape.Size, session.OutputSize), 1, batchSize));

    public override void ThrowIfDisposed() => session.ThrowIfDisposed();

    public override RowValues CreateValues(DataViewRow row, int cursors)
    {
        INetworkInputReader reader = input.CreateReader(row);
        return new Values(ScoreBatch.Rent(session, input.Shape, BatchSize, spareSlices: 1), reader, outputs, cursors);
    }

    public override RowValues CreateSingle(DataViewRow row)
    {
        INetworkInputReader reader = input.CreateReader(row);
        return new Values(ScoreBatch.Create(session, input.Shape, (int)(input.Shape.FixedBatch ?? 1)), reader, outputs, 1);
    }

    /// <summary>The rows' input and scores.</summary>
    private sealed class Values(ScoreBatch batch, INetworkInputReader reader, OutputColumn[] outputs, int cursors) : RowValues
    {
        public override int Slices => batch.Slices;

        public override int SliceRows => batch.SliceRows;

        public override int Threads => Math.Max(1, batch.Threads / cursors);

        public override int Helpers => batch.HelpersOf(Threads);

        public override void Read(int slot) => reader.ReadFloats(batch.Input(slot));

        public override void Run(int slice, int rows) => batch.RunSlice(slice, rows);

        public override Delegate CreateGetter(int output, Func<int> slot) => outputs[output].CreateGetter(new Source(batch, slot));

        public override void Dispose() => batch.Return();
    }

    /// <summary>The scores of the row that a cursor stands on.</summary>
    private sealed class Source(ScoreBatch batch, Func<int> slot) : IScoreSource
    {
        public ReadOnlySpan<float> Scores() => batch.Output(slot());

        public ReadOnlySpan<float> Input() => batch.Input(slot());
    }
}
