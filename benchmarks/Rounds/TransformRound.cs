using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>Scores of 10,000 digits through <c>Transform</c> and a cursor, in seconds.</summary>
internal sealed class TransformRound(int threads) : IRound
{
    private readonly ScoringFixture _fixture = new(threads);

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        IDataView scored = _fixture.Model.Transform(_fixture.Digits);
        DataViewSchema.Column column = scored.Schema["Score"];
        int rows = 0;
        using (DataViewRowCursor cursor = scored.GetRowCursor([column]))
        {
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> score = default;
            while (cursor.MoveNext())
            {
                getter(ref score);
                rows += score.Length / 10;
            }
        }
        return rows == 10_000 ? Stopwatch.GetElapsedTime(start).TotalSeconds : throw new InvalidOperationException($"{rows} rows came back");
    }

    public void Dispose() => _fixture.Dispose();
}
