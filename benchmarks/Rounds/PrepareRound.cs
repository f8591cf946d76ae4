using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>1,000 photos to 224 x 224 floats through <c>PrepareImages</c> and a cursor, in seconds.</summary>
internal sealed class PrepareRound : IRound
{
    private readonly IDataView _prepared;

    public PrepareRound(int threads)
    {
        var mlContext = new MLContext(seed: 1);
        ImageFolder photos = mlContext.DeepLearning.LoadImageFolder(Photos.Folder!);
        var options = new PrepareImagesOptions
        {
            Preprocessing = new ImagePreprocessing
            {
                Width = 224,
                Height = 224,
                Mean = [0.485f, 0.456f, 0.406f],
                StandardDeviation = [0.229f, 0.224f, 0.225f],
            },
            Threads = threads,
        };
        _prepared = mlContext.DeepLearning.PrepareImages(options).Fit(photos).Transform(photos);
    }

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        DataViewSchema.Column column = _prepared.Schema["Features"];
        int rows = 0;
        using (DataViewRowCursor cursor = _prepared.GetRowCursor([column]))
        {
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> input = default;
            while (cursor.MoveNext())
            {
                getter(ref input);
                rows += input.Length / (3 * 224 * 224);
            }
        }
        return rows == 1000 ? Stopwatch.GetElapsedTime(start).TotalSeconds : throw new InvalidOperationException($"{rows} rows came back");
    }

    public void Dispose()
    {
    }
}
