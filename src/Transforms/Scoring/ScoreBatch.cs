using System.Runtime.ExceptionServices;
using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep.Transforms;

/// <summary>
/// Input and output of a number of rows: pinned arrays that ONNX Runtime reads and writes in place. They are run in
/// slices, several at a time on several threads, which costs less than several threads on each operator of one run. Used
/// by one thread at a time.
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
    private readonly int[] _rows;
    private readonly RowWorkers _workers;
    private bool _disposed;

    /// <summary>Creates the buffers.</summary>
    /// <param name="session">The session that will run them.</param>
    /// <param name="shape">The shape of a row of input.</param>
    /// <param name="batchSize">The number of rows that are run at once.</param>
    /// <param name="spareSlices">Slices that can be filled while those rows are run.</param>
    /// <param name="createBinding">Creates a binding of the session.</param>
    public ScoreBatch(ScoringSession session, InputShape shape, int batchSize, int spareSlices, Func<OrtIoBinding> createBinding)
    {
        _session = session;
        _shape = shape;
        BatchSize = batchSize;
        SpareSlices = spareSlices;
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
        _rows = new int[Slices];
        for (int i = 0; i < _slices.Length; i++)
        {
            int start = i * SliceRows;
            _slices[i] = new ScoreSlice(session, shape, createBinding(),
                _input.AsMemory(start * shape.Size, SliceRows * shape.Size),
                _output.AsMemory(start * session.OutputSize, SliceRows * session.OutputSize));
        }

        // The thread that waits runs slices itself; a GPU runs one at a time, while that thread reads rows.
        _workers = new RowWorkers(RunSlice, Slices, session.Threads, session.Device.IsCuda ? 1 : session.Threads - 1);
        Interlocked.Increment(ref s_live);
    }

    /// <summary>Batches that have not been disposed, in the whole process.</summary>
    public static int LiveCount => Volatile.Read(ref s_live);

    /// <summary>The number of rows that are run at once.</summary>
    public int BatchSize { get; }

    /// <summary>Slices beyond those of <see cref="BatchSize"/>.</summary>
    public int SpareSlices { get; }

    /// <summary>The number of slices.</summary>
    public int Slices { get; }

    /// <summary>The number of rows of a slice.</summary>
    public int SliceRows { get; }

    /// <summary>Whether the buffers serve this shape.</summary>
    public bool Fits(InputShape shape, int batchSize, int spareSlices) =>
        batchSize == BatchSize && spareSlices == SpareSlices && shape.Dimensions.SequenceEqual(_shape.Dimensions);

    /// <summary>The input of a row, to be filled.</summary>
    public Span<float> Input(int row) => _input.AsSpan(row * _shape.Size, _shape.Size);

    /// <summary>The scores of a row that was run.</summary>
    public ReadOnlySpan<float> Output(int row) => _output.AsSpan(row * _session.OutputSize, _session.OutputSize);

    /// <summary>Starts to run the first <paramref name="rows"/> rows of a slice.</summary>
    public void Start(int slice, int rows)
    {
        if (_shape.FixedBatch is not null && rows < SliceRows)
        {
            // A network with a fixed batch takes nothing less: the rest is zeros whose scores nobody reads.
            _input.AsSpan(((slice * SliceRows) + rows) * _shape.Size, (SliceRows - rows) * _shape.Size).Clear();
            rows = SliceRows;
        }

        _rows[slice] = rows;
        _workers.Start(slice);
    }

    /// <summary>Waits for a slice that was started; gives its error, if it had one.</summary>
    public Exception? Wait(int slice) => _workers.Wait(slice);

    /// <summary>Forgets slices that were started, and waits for those that are being run.</summary>
    public void Stop() => _workers.Stop();

    /// <summary>Runs the network on the first <paramref name="rows"/> rows.</summary>
    public void Run(int rows)
    {
        int slices = (rows + SliceRows - 1) / SliceRows;
        for (int i = 0; i < slices; i++)
            Start(i, Math.Min(SliceRows, rows - (i * SliceRows)));
        Exception? problem = null;
        for (int i = 0; i < slices; i++)
            problem = Wait(i) ?? problem;
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

    private void RunSlice(int index) => _session.Run(_slices[index], _rows[index]);
}
