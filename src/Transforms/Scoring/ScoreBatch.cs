using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep.Transforms;

/// <summary>
/// Input and output of one run: pinned arrays that ONNX Runtime reads and writes in place. Used by one thread at a time.
/// </summary>
internal sealed class ScoreBatch : IDisposable
{
    private static int s_live;

    private readonly Lock _gate = new();
    private readonly ScoringSession _session;
    private readonly InputShape _shape;
    private readonly float[] _input;
    private readonly float[] _output;
    private readonly OrtIoBinding _binding;
    private OrtValue? _inputValue;
    private OrtValue? _outputValue;
    private int _bound;
    private bool _disposed;

    public ScoreBatch(ScoringSession session, InputShape shape, int capacity, OrtIoBinding binding)
    {
        _session = session;
        _shape = shape;
        _binding = binding;
        OutputSize = session.OutputSize;
        Capacity = capacity;
        // The pinned heap: no handle for each batch, and nothing for the collector to move.
        _input = GC.AllocateArray<float>(checked(capacity * shape.Size), pinned: true);
        _output = GC.AllocateArray<float>(checked(capacity * OutputSize), pinned: true);
        Interlocked.Increment(ref s_live);
    }

    /// <summary>Batches that have not been disposed, in the whole process.</summary>
    public static int LiveCount => Volatile.Read(ref s_live);

    /// <summary>The largest number of rows.</summary>
    public int Capacity { get; }

    /// <summary>The number of scores of a row.</summary>
    public int OutputSize { get; }

    /// <summary>Whether the buffers serve this shape.</summary>
    public bool Fits(InputShape shape, int capacity) =>
        capacity == Capacity && shape.Dimensions.SequenceEqual(_shape.Dimensions);

    /// <summary>The input of a row, to be filled.</summary>
    public Span<float> Input(int row) => _input.AsSpan(row * _shape.Size, _shape.Size);

    /// <summary>The scores of a row after <see cref="Run"/>.</summary>
    public ReadOnlySpan<float> Output(int row) => _output.AsSpan(row * OutputSize, OutputSize);

    /// <summary>Runs the network on the first <paramref name="rows"/> rows.</summary>
    public void Run(int rows) => _session.Run(this, rows);

    /// <summary>Binds the first <paramref name="rows"/> rows; called by the session, which keeps itself alive meanwhile.</summary>
    public OrtIoBinding Bind(int rows)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(ConvNetTransformer));
        if (_shape.FixedBatch is not null && rows < Capacity)
        {
            // A network with a fixed batch takes nothing less: the rest is zeros whose scores nobody reads.
            _input.AsSpan(rows * _shape.Size).Clear();
            rows = Capacity;
        }

        if (rows == _bound)
            return _binding;
        _bound = 0;
        _inputValue?.Dispose();
        _outputValue?.Dispose();
        _inputValue = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _input.AsMemory(0, rows * _shape.Size), [rows, .. _shape.Dimensions]);
        _outputValue = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _output.AsMemory(0, rows * OutputSize), [rows, .. _session.OutputDimensions]);
        _binding.BindInput(_session.InputName, _inputValue);
        _binding.BindOutput(_session.OutputName, _outputValue);
        _bound = rows;
        return _binding;
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

        _binding.Dispose();
        _inputValue?.Dispose();
        _outputValue?.Dispose();
        Interlocked.Decrement(ref s_live);
    }
}
