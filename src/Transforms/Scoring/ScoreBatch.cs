using System.Runtime.ExceptionServices;

namespace MlNetDeep;

/// <summary>
/// Input and output of a number of rows: pinned arrays that ONNX Runtime reads and writes in place. They are run in
/// slices, several at a time on several threads, which costs less than several threads on each operator of one run.
/// </summary>
internal sealed class ScoreBatch : IDisposable
{
    /// <summary>The fewest rows that are worth a run of their own.</summary>
    private const int MinSlice = 8;

    /// <summary>Rows of a slice where there are plenty: the activations of more would leave the processor's caches.</summary>
    private const int GoodSlice = 16;

    private static int _live;

    private readonly Lock _gate = new();
    private readonly ScoringSession _session;
    private readonly BatchShape _shape;
    private readonly float[][] _inputs;
    private readonly float[][] _outputs;
    private readonly ScoreSlice[] _slices;
    private readonly int _spareSlices;
    private RowWorkers? _workers;
    private int _rows;
    private bool _disposed;

    private ScoreBatch(ScoringSession session, BatchShape shape, int batchSize, int spareSlices)
    {
        _session = session;
        _shape = shape;
        _spareSlices = spareSlices;
        BatchSize = batchSize;
        // Where a run has one thread, the others have nothing to do but slices of their own.
        int minSlice = session.IsRepeatable ? 1 : MinSlice;
        int slices = shape.FixedBatch is not null || session.Threads == 1
            ? 1
            : Math.Max(Math.Clamp(batchSize / minSlice, 1, session.Threads), batchSize / GoodSlice);
        SliceRows = (batchSize + slices - 1) / slices;
        Slices = ((batchSize + SliceRows - 1) / SliceRows) + spareSlices;
        int capacity = checked(Slices * SliceRows);
        // The pinned heap: no handle for each batch, and nothing for the collector to move.
        _inputs = [.. shape.Inputs.Select(input => GC.AllocateArray<float>(checked(capacity * input.Size), pinned: true))];
        _outputs = [.. shape.OutputSizes.Select(size => GC.AllocateArray<float>(checked(capacity * size), pinned: true))];
        _slices = new ScoreSlice[Slices];
        for (int i = 0; i < _slices.Length; i++)
        {
            int start = i * SliceRows;
            _slices[i] = new ScoreSlice(session, shape,
                [.. _inputs.Select((input, at) => input.AsMemory(start * shape.Inputs[at].Size, SliceRows * shape.Inputs[at].Size))],
                [.. _outputs.Select((output, at) => output.AsMemory(start * shape.OutputSizes[at], SliceRows * shape.OutputSizes[at]))]);
        }

        Interlocked.Increment(ref _live);
    }

    /// <summary>Batches that have not been disposed, in the whole process.</summary>
    public static int LiveCount => Volatile.Read(ref _live);

    /// <summary>The number of rows that are run at once.</summary>
    public int BatchSize { get; }

    /// <summary>The number of slices: those of <see cref="BatchSize"/>, and spare ones to be filled meanwhile.</summary>
    public int Slices { get; }

    /// <summary>The number of rows of a slice.</summary>
    public int SliceRows { get; }

    /// <summary>How many slices may run at once.</summary>
    public int Threads => _session.Threads;

    /// <summary>Lends buffers for runs of <paramref name="batchSize"/> rows; give them back with <see cref="Return"/>.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public static ScoreBatch Rent(ScoringSession session, BatchShape shape, int batchSize, int spareSlices = 0)
    {
        // Buffers of another size come up only when one transformer serves differently sized columns.
        while (session.TakeIdle() is { } idle)
        {
            if (idle is ScoreBatch batch && batch.BatchSize == batchSize && batch._spareSlices == spareSlices
                && batch._shape.IsSame(shape))
            {
                return batch;
            }

            idle.Dispose();
        }

        return Create(session, shape, batchSize, spareSlices);
    }

    /// <summary>Creates buffers; they are disposed with the session if nobody does it before.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public static ScoreBatch Create(ScoringSession session, BatchShape shape, int batchSize, int spareSlices = 0)
    {
        using ScoringSession.Lease lease = session.Lend();
        session.Admit(shape);
        var batch = new ScoreBatch(session, shape, batchSize, spareSlices);
        session.Own(batch);
        return batch;
    }

    /// <summary>Ends the use of buffers.</summary>
    public void Return() => _session.Return(this);

    /// <summary>Of so many threads, those beside the one that reads rows: it runs slices itself, unless a GPU does that meanwhile.</summary>
    public int HelpersOf(int threads) => _session.Device.IsCuda ? 1 : threads - 1;

    /// <summary>An input of a row, to be filled.</summary>
    public Span<float> Input(int row, int input = 0) => _inputs[input].AsSpan(row * _shape.Inputs[input].Size, _shape.Inputs[input].Size);

    /// <summary>An output of a row that was run.</summary>
    public ReadOnlySpan<float> Output(int row, int output = 0) =>
        _outputs[output].AsSpan(row * _shape.OutputSizes[output], _shape.OutputSizes[output]);

    /// <summary>Runs the network on the first <paramref name="rows"/> rows of a slice; slices can be run side by side.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    /// <exception cref="DeepLearningException">ONNX Runtime failed.</exception>
    public void RunSlice(int slice, int rows)
    {
        if (_shape.FixedBatch is not null && rows < SliceRows)
        {
            // A network with a fixed batch takes nothing less: the rest is zeros whose scores nobody reads.
            for (int i = 0; i < _inputs.Length; i++)
                _inputs[i].AsSpan(((slice * SliceRows) + rows) * _shape.Inputs[i].Size, (SliceRows - rows) * _shape.Inputs[i].Size).Clear();
            rows = SliceRows;
        }

        _slices[slice].Run(rows);
    }

    /// <summary>Runs the network on the first <paramref name="rows"/> rows.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    /// <exception cref="DeepLearningException">ONNX Runtime failed.</exception>
    public void Run(int rows)
    {
        _rows = rows;
        int slices = (rows + SliceRows - 1) / SliceRows;
        _workers ??= new RowWorkers(
            slice => RunSlice(slice, Math.Min(SliceRows, _rows - (slice * SliceRows))), Slices, Threads, HelpersOf(Threads));
        for (int i = 0; i < slices; i++)
            _workers.Start(i);
        Exception? problem = null;
        for (int i = 0; i < slices; i++)
            problem = _workers.Wait(i) ?? problem;
        if (problem is not null)
            ExceptionDispatchInfo.Throw(problem);
    }

    /// <summary>Releases the native handles.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        foreach (ScoreSlice slice in _slices)
            slice.Dispose();
        Interlocked.Decrement(ref _live);
    }
}
