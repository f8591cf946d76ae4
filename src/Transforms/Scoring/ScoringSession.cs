using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>
/// One ONNX Runtime session, lent to whoever runs it: all cursors, rows and threads. It is released when it is disposed and
/// the last lease has been given back.
/// </summary>
internal sealed class ScoringSession : IDisposable
{
    private static int _live;

    private readonly Lock _gate = new();
    private readonly Stack<IDisposable> _idle = [];
    private readonly List<WeakReference<IDisposable>> _buffers = [];
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions;
    private readonly Network? _unsized;
    private readonly IReadOnlyList<long>? _outputDimensions;
    private int _users;
    private bool _disposed;

    /// <summary>Creates the session.</summary>
    /// <param name="network">The network; all its inputs and outputs are of floats.</param>
    /// <param name="outputDimensions">The dimensions of its only output without the batch; null when they are not known before the columns.</param>
    /// <param name="settings">Device, threads, and whose session it is.</param>
    /// <param name="environment">Where warnings are logged.</param>
    /// <exception cref="NetworkFormatException">The network would take more memory than there is.</exception>
    /// <exception cref="DeepLearningException">The device cannot be used, or ONNX Runtime refuses the network.</exception>
    public ScoringSession(
        Network network, IReadOnlyList<long>? outputDimensions, SessionSettings settings, IHostEnvironment environment)
    {
        Owner = settings.Owner;
        InputNames = [.. network.Inputs.Select(input => input.Name)];
        OutputNames = [.. network.Outputs.Select(output => output.Name)];
        _outputDimensions = outputDimensions;
        GraphCost.Check(network);
        _unsized = network.Inputs.Any(input => input.Shape.Skip(1).Contains(null)) ? network : null;
        DeviceChoice device = DeviceChoice.Resolve(settings.Device, environment as MLContext);
        try
        {
            _session = SessionFactory.Create(network, SessionFactory.ThreadsOf(network, settings), ref device, environment);
        }
        catch (OnnxRuntimeException error)
        {
            throw new DeepLearningException(
                $"ONNX Runtime cannot run network '{network.Name}' on {device}: {NativeMessage.Of(error)}", error);
        }

        _runOptions = new RunOptions();
        Device = device;
        IsRepeatable = settings.IsRepeatable;
        Threads = Device.IsCuda ? 1 : settings.Threads > 0 ? settings.Threads : Environment.ProcessorCount;
        Interlocked.Increment(ref _live);
    }

    /// <summary>Native sessions that have not been released, in the whole process.</summary>
    public static int LiveCount => Volatile.Read(ref _live);

    /// <summary>The device that is really used.</summary>
    public DeviceChoice Device { get; }

    /// <summary>The type whose session it is, for errors.</summary>
    public Type Owner { get; }

    /// <summary>How many slices of a batch may run at once. A GPU is kept busy by one.</summary>
    public int Threads { get; }

    /// <summary>Whether a run has one thread, so that results do not depend on their number.</summary>
    public bool IsRepeatable { get; }

    /// <summary>The names of the network's inputs.</summary>
    public string[] InputNames { get; }

    /// <summary>The names of the network's outputs.</summary>
    public string[] OutputNames { get; }

    /// <summary>The shapes of a row of a network with one output.</summary>
    public BatchShape ShapeOf(params InputShape[] inputs) => new(inputs, [_outputDimensions!]);

    /// <summary>Checks what a network that leaves its sizes open would allocate for a row of this shape.</summary>
    /// <exception cref="NetworkFormatException">It is too much.</exception>
    public void Admit(BatchShape shape)
    {
        if (_unsized is not null)
            GraphCost.Check(_unsized, [.. shape.Inputs.Select(input => (IReadOnlyList<long>)input.Dimensions)]);
    }

    /// <summary>Lends the native session; it lives until the lease is given back, also when it is disposed meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public Lease Lend()
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            _users++;
        }

        return new Lease(this);
    }

    /// <summary>Has buffers disposed with the session, if nobody does it before; it does not keep them alive.</summary>
    public void Own(IDisposable buffers)
    {
        lock (_gate)
        {
            _buffers.RemoveAll(reference => !reference.TryGetTarget(out _));
            _buffers.Add(new WeakReference<IDisposable>(buffers));
        }
    }

    /// <summary>Buffers that nobody uses at the moment; null when there are none.</summary>
    public IDisposable? TakeIdle()
    {
        lock (_gate)
            return _idle.TryPop(out IDisposable? idle) ? idle : null;
    }

    /// <summary>Keeps buffers for whoever needs some next, or disposes them.</summary>
    public void Return(IDisposable buffers)
    {
        lock (_gate)
        {
            if (!_disposed && _idle.Count < Environment.ProcessorCount)
            {
                _idle.Push(buffers);
                return;
            }
        }

        buffers.Dispose();
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
        foreach (WeakReference<IDisposable> reference in _buffers)
        {
            if (reference.TryGetTarget(out IDisposable? buffers))
                buffers.Dispose();
        }

        _buffers.Clear();
        // Whoever keeps the disposed transformer must not keep its buffers.
        lock (_gate)
            _idle.Clear();
        _session.Dispose();
        _runOptions.Dispose();
        Interlocked.Decrement(ref _live);
    }

    /// <summary>The right to use the native session, to be disposed after a run.</summary>
    public readonly struct Lease(ScoringSession session) : IDisposable
    {
        /// <summary>The native session.</summary>
        public InferenceSession Session => session._session;

        /// <summary>How it is run.</summary>
        public RunOptions Options => session._runOptions;

        /// <summary>Gives the session back.</summary>
        public void Dispose() => session.Leave();
    }
}
