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

    private static int s_live;

    private readonly Lock _gate = new();
    private readonly ScoringSession _session;
    private readonly InputShape _shape;
    private readonly float[] _input;
    private readonly float[] _output;
    private readonly ScoreSlice[] _slices;
    private readonly int _spareSlices;
    private RowWorkers? _workers;
    private int _rows;
    private bool _disposed;

    private ScoreBatch(ScoringSession session, InputShape shape, int batchSize, int spareSlices)
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
        _input = GC.AllocateArray<float>(checked(capacity * shape.Size), pinned: true);
        _output = GC.AllocateArray<float>(checked(capacity * session.OutputSize), pinned: true);
        _slices = new ScoreSlice[Slices];
        for (int i = 0; i < _slices.Length; i++)
        {
            int start = i * SliceRows;
            _slices[i] = new ScoreSlice(session, shape,
                _input.AsMemory(start * shape.Size, SliceRows * shape.Size),
                _output.AsMemory(start * session.OutputSize, SliceRows * session.OutputSize));
        }

        Interlocked.Increment(ref s_live);
    }

    /// <summary>Batches that have not been disposed, in the whole process.</summary>
    public static int LiveCount => Volatile.Read(ref s_live);

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
    public static ScoreBatch Rent(ScoringSession session, InputShape shape, int batchSize, int spareSlices = 0)
    {
        // Buffers of another size come up only when one transformer serves differently sized columns.
        while (session.TakeIdle() is { } idle)
        {
            if (idle is ScoreBatch batch && batch.BatchSize == batchSize && batch._spareSlices == spareSlices
                && batch._shape.Dimensions.SequenceEqual(shape.Dimensions))
            {
                return batch;
            }

            idle.Dispose();
        }

        return Create(session, shape, batchSize, spareSlices);
    }

    /// <summary>Creates buffers; they are disposed with the session if nobody does it before.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public static ScoreBatch Create(ScoringSession session, InputShape shape, int batchSize, int spareSlices = 0)
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

    /// <summary>The input of a row, to be filled.</summary>
    public Span<float> Input(int row) => _input.AsSpan(row * _shape.Size, _shape.Size);

    /// <summary>The scores of a row that was run.</summary>
    public ReadOnlySpan<float> Output(int row) => _output.AsSpan(row * _session.OutputSize, _session.OutputSize);

    /// <summary>Runs the network on the first <paramref name="rows"/> rows of a slice; slices can be run side by side.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    /// <exception cref="DeepLearningException">ONNX Runtime failed.</exception>
    public void RunSlice(int slice, int rows)
    {
        if (_shape.FixedBatch is not null && rows < SliceRows)
        {
            // A network with a fixed batch takes nothing less: the rest is zeros whose scores nobody reads.
            _input.AsSpan(((slice * SliceRows) + rows) * _shape.Size, (SliceRows - rows) * _shape.Size).Clear();
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
        Interlocked.Decrement(ref s_live);
    }
}
