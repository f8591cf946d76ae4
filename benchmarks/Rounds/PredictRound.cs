using System.Diagnostics;
using Microsoft.ML;
using MlNetDeep.Benchmarks.Running;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The median microseconds of one prediction: through <c>PredictionEngine</c>, or a bare ONNX Runtime call.</summary>
internal sealed class PredictRound : IRound
{
    private const int Calls = 2_000;

    private readonly ScoringFixture _fixture;
    private readonly BareSession? _bare;
    private readonly PredictionEngine<DigitRow, DigitScore>? _engine;

    public PredictRound(bool bare, int threads)
    {
        _fixture = new ScoringFixture(threads);
        if (bare)
            _bare = new BareSession(_fixture.Network.ToBytes(), threads);
        else
            _engine = _fixture.Context.Model.CreatePredictionEngine<DigitRow, DigitScore>(_fixture.Model);
    }

    public double Run()
    {
        var calls = new double[Calls];
        var score = new DigitScore();
        for (int i = 0; i < Calls; i++)
        {
            DigitRow row = _fixture.Rows[i];
            long start = Stopwatch.GetTimestamp();
            if (_bare is not null)
                _bare.Run(row.Features);
            else
                _engine!.Predict(row, ref score);
            calls[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        return Outcome.Median(calls);
    }

    public void Dispose()
    {
        _engine?.Dispose();
        _bare?.Dispose();
        _fixture.Dispose();
    }
}
