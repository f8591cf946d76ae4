using System.Diagnostics;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The same 10,000 digits through bare ONNX Runtime in batches that lie ready, in seconds.</summary>
internal sealed class BareBatchesRound : IRound
{
    private const int BatchSize = 64;

    private readonly ScoringFixture _fixture;
    private readonly BareSession _session;
    private readonly float[][] _batches;

    public BareBatchesRound(int threads)
    {
        _fixture = new ScoringFixture(threads);
        _session = new BareSession(_fixture.Network.ToBytes(), threads);
        _batches = [.. _fixture.Rows.Chunk(BatchSize).Select(rows => (float[])[.. rows.SelectMany(row => row.Features)])];
    }

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (float[] batch in _batches)
            _session.Run(batch);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _session.Dispose();
        _fixture.Dispose();
    }
}
