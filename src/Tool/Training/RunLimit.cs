using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MlNetDeep.Tool.Training;

/// <summary>
/// When a run stops before its end: Ctrl-C or SIGTERM once (the best so far is kept), twice (nothing is), or after a time.
/// </summary>
internal sealed class RunLimit : IDisposable
{
    private readonly CancellationTokenSource _abort = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TimeSpan? _most;
    private readonly Action<string> _say;
    private readonly PosixSignalRegistration[] _signals;
    private int _requests;

    public RunLimit(TimeSpan? most, Action<string> say)
    {
        (_most, _say) = (most, say);
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Request), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Request)];
    }

    /// <summary>Ends everything at once.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Whether training should stop and keep the best so far.</summary>
    public bool IsReached => Volatile.Read(ref _requests) > 0 || _clock.Elapsed > _most;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _abort.Dispose();
    }

    private void Request(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _requests) > 1)
            _abort.Cancel();
        else
            _say("Stopping; the best so far is kept. Once more ends without a result.");
    }
}
