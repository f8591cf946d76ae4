using System.Diagnostics;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The same 10,000 digits through bare ONNX Runtime, a call for each, in seconds.</summary>
internal sealed class RowByRowRound : IRound
{
    private readonly ScoringFixture _fixture;
    private readonly BareSession _session;

    public RowByRowRound(int threads)
    {
        _fixture = new ScoringFixture(threads);
        _session = new BareSession(_fixture.Network.ToBytes(), threads);
    }

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (DigitRow row in _fixture.Rows)
            _session.Run(row.Features);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _session.Dispose();
        _fixture.Dispose();
    }
}
