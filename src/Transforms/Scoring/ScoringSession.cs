using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>
/// One ONNX Runtime session, shared by all cursors, rows and threads. It is released when it is disposed and the last
/// run that was under way has ended.
/// </summary>
internal sealed class ScoringSession : IDisposable
{
    private static int s_live;

    private readonly Lock _gate = new();
    private readonly Stack<ScoreBatch> _idle = [];
    private readonly List<WeakReference<ScoreBatch>> _batches = [];
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions;
    private int _users;
    private bool _disposed;

    /// <summary>Creates the session.</summary>
    /// <param name="network">The network whose first output is the scores.</param>
    /// <param name="outputDimensions">The dimensions of that output without the batch.</param>
    /// <param name="settings">Device, threads, and whose session it is.</param>
    /// <param name="environment">Where warnings are logged.</param>
    /// <exception cref="DeepLearningException">The device cannot be used, or ONNX Runtime refuses the network.</exception>
    public ScoringSession(
        Network network, IReadOnlyList<long> outputDimensions, SessionSettings settings, IHostEnvironment environment)
    {
        Owner = settings.Owner;
        InputName = network.Inputs[0].Name;
        OutputName = network.Outputs[0].Name;
        OutputDimensions = outputDimensions;
        OutputSize = (int)outputDimensions.Aggregate(1L, (product, dimension) => checked(product * dimension));
        DeviceChoice device = DeviceChoice.Resolve(settings.Device, environment as MLContext);
        byte[] onnx = network.ToBytes();
        try
        {
            _session = SessionFactory.Create(onnx, SessionFactory.ThreadsOf(network, settings), ref device, environment);
        }
        catch (OnnxRuntimeException error)
        {
            throw new DeepLearningException(
                $"ONNX Runtime cannot run network '{network.Name}' on {device}: {error.Message}", error);
        }

        _runOptions = new RunOptions();
        Device = device;
        IsRepeatable = settings.IsRepeatable;
        Threads = Device.IsCuda ? 1 : settings.Threads > 0 ? settings.Threads : Environment.ProcessorCount;
        Interlocked.Increment(ref s_live);
    }

    /// <summary>Native sessions that have not been released, in the whole process.</summary>
    public static int LiveCount => Volatile.Read(ref s_live);

    /// <summary>The device that is really used.</summary>
    public DeviceChoice Device { get; }

    /// <summary>The type whose session it is, for errors.</summary>
    public Type Owner { get; }

    /// <summary>How many slices of a batch may run at once. A GPU is kept busy by one.</summary>
    public int Threads { get; }

    /// <summary>Whether a run has one thread, so that results do not depend on their number.</summary>
    public bool IsRepeatable { get; }

    /// <summary>The name of the network's input.</summary>
    public string InputName { get; }

    /// <summary>The name of the network's output.</summary>
    public string OutputName { get; }

    /// <summary>The dimensions of the network's output without the batch.</summary>
    public IReadOnlyList<long> OutputDimensions { get; }

    /// <summary>The number of scores of a row.</summary>
    public int OutputSize { get; }

    /// <summary>Lends buffers for runs of <paramref name="batchSize"/> rows; give them back with <see cref="Return"/>.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public ScoreBatch Rent(InputShape shape, int batchSize, int spareSlices = 0)
    {
        // Buffers of another size come up only when one transformer serves differently sized columns.
        while (TakeIdle() is { } idle)
        {
            if (idle.Fits(shape, batchSize, spareSlices))
                return idle;
            idle.Dispose();
        }

        return CreateBatch(shape, batchSize, spareSlices);
    }

    /// <summary>Takes back what <see cref="Rent"/> lent.</summary>
    public void Return(ScoreBatch batch)
    {
        lock (_gate)
        {
            if (!_disposed && _idle.Count < Environment.ProcessorCount)
            {
                _idle.Push(batch);
                return;
            }
        }

        batch.Dispose();
    }

    /// <summary>Creates buffers; they are disposed with the session if nobody does it before.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public ScoreBatch CreateBatch(InputShape shape, int batchSize, int spareSlices = 0)
    {
        Enter();
        try
        {
            var batch = new ScoreBatch(this, shape, batchSize, spareSlices, _session.CreateIoBinding);
            lock (_gate)
            {
                _batches.RemoveAll(reference => !reference.TryGetTarget(out _));
                _batches.Add(new WeakReference<ScoreBatch>(batch));
            }

            return batch;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Runs the network on the first <paramref name="rows"/> rows of <paramref name="slice"/>.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    /// <exception cref="DeepLearningException">ONNX Runtime failed.</exception>
    public void Run(ScoreSlice slice, int rows)
    {
        Enter();
        try
        {
            OrtIoBinding binding = slice.Bind(rows);
            _session.RunWithBinding(_runOptions, binding);
            if (Device.IsCuda)
                binding.SynchronizeBoundOutputs();
            GC.KeepAlive(slice);
        }
        catch (OnnxRuntimeException error)
        {
            throw new DeepLearningException($"ONNX Runtime failed on {Device}: {error.Message}", error);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Releases the session as soon as no run is under way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_users > 0)
                return;
        }

        Release();
    }

    /// <summary>Throws when the session was disposed.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void ThrowIfDisposed()
    {
        if (_disposed)
            throw Disposed();
    }

    /// <summary>The error of whoever comes after the end: it is often another who ended it.</summary>
    public ObjectDisposedException Disposed() => new(
        Owner.FullName,
        $"This {Owner.Name} was disposed, and its network can no longer be run. Disposing a PredictionEngine also disposes its "
        + "model, for all who share it, unless PredictionEngineOptions.OwnsTransformer is false. Dispose the model last, or "
        + "load it again.");

    private ScoreBatch? TakeIdle()
    {
        lock (_gate)
            return _idle.TryPop(out ScoreBatch? idle) ? idle : null;
    }

    private void Enter()
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            _users++;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_users > 0 || !_disposed)
                return;
        }

        Release();
    }

    private void Release()
    {
        foreach (WeakReference<ScoreBatch> reference in _batches)
        {
            if (reference.TryGetTarget(out ScoreBatch? batch))
                batch.Dispose();
        }

        _batches.Clear();
        // Whoever keeps the disposed transformer must not keep its buffers.
        lock (_gate)
            _idle.Clear();
        _session.Dispose();
        _runOptions.Dispose();
        Interlocked.Decrement(ref s_live);
    }
}
