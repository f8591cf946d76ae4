namespace MlNetDeep;

/// <summary>
/// Runs pieces of work in the order in which they were started: on threads of the pool, and on the thread that waits for
/// one of them, which does not sleep while there is something to do. Nothing is allocated for a piece.
/// </summary>
/// <remarks>A helper stays while there is work: as long as new pieces are started before it is through, nobody is woken.</remarks>
internal sealed class RowWorkers : IThreadPoolWorkItem
{
    private readonly object _gate = new();
    private readonly Action<int> _run;
    private readonly bool[] _open;
    private readonly Exception?[] _errors;
    private readonly Queue<int> _queue;
    private readonly int _threads;
    private readonly int _maxHelpers;
    private int _running;
    private int _helpers;

    /// <summary>Creates the workers; they have no thread before something is started.</summary>
    /// <param name="run">Runs a piece; it is told the piece's number.</param>
    /// <param name="pieces">How many numbers there are.</param>
    /// <param name="threads">How many pieces may run at the same time.</param>
    /// <param name="helpers">How many of them may run on threads of the pool.</param>
    public RowWorkers(Action<int> run, int pieces, int threads, int helpers)
    {
        _run = run;
        _open = new bool[pieces];
        _errors = new Exception?[pieces];
        _queue = new Queue<int>(pieces);
        _threads = threads;
        _maxHelpers = Math.Min(helpers, threads);
    }

    /// <summary>Starts a piece that is not under way.</summary>
    public void Start(int piece)
    {
        bool call;
        lock (_gate)
        {
            _open[piece] = true;
            _errors[piece] = null;
            _queue.Enqueue(piece);
            call = _helpers < _maxHelpers;
            if (call)
                _helpers++;
        }

        if (call)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Waits until a piece has ended; gives its error, if it had one.</summary>
    public Exception? Wait(int piece)
    {
        while (true)
        {
            int next;
            lock (_gate)
            {
                while (_open[piece] && (_running == _threads || _queue.Count == 0))
                    Monitor.Wait(_gate);
                if (!_open[piece])
                    return _errors[piece];
                next = _queue.Dequeue();
                _running++;
            }

            Run(next);
        }
    }

    /// <summary>Waits for what runs; what is only started is forgotten.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            while (_queue.TryDequeue(out int piece))
                _open[piece] = false;
            while (_running > 0)
                Monitor.Wait(_gate);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (true)
        {
            int next;
            lock (_gate)
            {
                if (_running == _threads || !_queue.TryDequeue(out next))
                {
                    _helpers--;
                    return;
                }

                _running++;
            }

            Run(next);
        }
    }

    private void Run(int piece)
    {
        Exception? problem = null;
        try
        {
            _run(piece);
        }
        catch (Exception error)
        {
            // Whoever waits for the piece throws it.
            problem = error;
        }

        lock (_gate)
        {
            _errors[piece] = problem;
            _open[piece] = false;
            _running--;
            Monitor.PulseAll(_gate);
        }
    }
}
