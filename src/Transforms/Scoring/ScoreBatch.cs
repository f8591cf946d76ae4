using System.Runtime.ExceptionServices;
using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep.Transforms;

/// <summary>
/// Input and output of a number of rows: pinned arrays that ONNX Runtime reads and writes in place. A large batch is run
/// as slices on several threads, which costs less than several threads on each operator of one run. Used by one thread at
/// a time.
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
    private readonly int _sliceRows;
    private readonly Action<int> _runSlice;
    private readonly ParallelOptions _parallel;
    private int _rows;
    private bool _disposed;

    /// <summary>Creates the buffers.</summary>
    /// <param name="session">The session that will run them.</param>
    /// <param name="shape">The shape of a row of input.</param>
    /// <param name="capacity">The largest number of rows.</param>
    /// <param name="createBinding">Creates a binding of the session.</param>
    public ScoreBatch(ScoringSession session, InputShape shape, int capacity, Func<OrtIoBinding> createBinding)
    {
        _session = session;
        _shape = shape;
        Capacity = capacity;
        // The pinned heap: no handle for each batch, and nothing for the collector to move.
        _input = GC.AllocateArray<float>(checked(capacity * shape.Size), pinned: true);
        _output = GC.AllocateArray<float>(checked(capacity * session.OutputSize), pinned: true);
        // Where a run has one thread, the others have nothing to do but slices of their own.
        int minSlice = session.IsRepeatable ? 1 : MinSlice;
        int slices = shape.FixedBatch is not null || session.Threads == 1
            ? 1
            : Math.Max(Math.Clamp(capacity / minSlice, 1, session.Threads), capacity / GoodSlice);
        _sliceRows = (capacity + slices - 1) / slices;
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = session.Threads };
        _slices = new ScoreSlice[(capacity + _sliceRows - 1) / _sliceRows];
        for (int i = 0; i < _slices.Length; i++)
        {
            int start = i * _sliceRows;
            int rows = Math.Min(_sliceRows, capacity - start);
            _slices[i] = new ScoreSlice(session, shape, createBinding(),
                _input.AsMemory(start * shape.Size, rows * shape.Size),
                _output.AsMemory(start * session.OutputSize, rows * session.OutputSize));
        }

        _runSlice = RunSlice;
        Interlocked.Increment(ref s_live);
    }

    /// <summary>Batches that have not been disposed, in the whole process.</summary>
    public static int LiveCount => Volatile.Read(ref s_live);

    /// <summary>The largest number of rows.</summary>
    public int Capacity { get; }

    /// <summary>Whether the buffers serve this shape.</summary>
    public bool Fits(InputShape shape, int capacity) =>
        capacity == Capacity && shape.Dimensions.SequenceEqual(_shape.Dimensions);

    /// <summary>The input of a row, to be filled.</summary>
    public Span<float> Input(int row) => _input.AsSpan(row * _shape.Size, _shape.Size);

    /// <summary>The scores of a row after <see cref="Run"/>.</summary>
    public ReadOnlySpan<float> Output(int row) => _output.AsSpan(row * _session.OutputSize, _session.OutputSize);

    /// <summary>Runs the network on the first <paramref name="rows"/> rows.</summary>
    public void Run(int rows)
    {
        if (_shape.FixedBatch is not null && rows < Capacity)
        {
            // A network with a fixed batch takes nothing less: the rest is zeros whose scores nobody reads.
            _input.AsSpan(rows * _shape.Size).Clear();
            rows = Capacity;
        }

        _rows = rows;
        if (rows <= _sliceRows)
        {
            RunSlice(0);
            return;
        }

        try
        {
            Parallel.For(0, (rows + _sliceRows - 1) / _sliceRows, _parallel, _runSlice);
        }
        catch (AggregateException error)
        {
            // The same error as that of a batch in one slice.
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
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

    private void RunSlice(int index) =>
        _session.Run(_slices[index], Math.Min(_sliceRows, _rows - index * _sliceRows));
}
