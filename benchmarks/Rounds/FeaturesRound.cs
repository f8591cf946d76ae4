using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The seconds that VGG-16's convolutions take for 16 images in batches of 8.</summary>
internal sealed class FeaturesRound : IRound
{
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _features;

    public FeaturesRound(int threads)
    {
        IDataView photos = RandomPhotos.Bytes(_context, 16, 224, 2);
        _features = _context.DeepLearning.Featurize(Networks.Vgg16(seed: 1), new FeaturizingOptions
        {
            OutputColumnName = "Vgg16",
            InputColumnName = "Features",
            Layer = "features.30",
            BatchSize = 8,
            Device = "cpu",
            Threads = threads,
        }).Fit(photos).Transform(photos);
    }

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        DataViewSchema.Column column = _features.Schema["Vgg16"];
        using DataViewRowCursor cursor = _features.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> value = default;
        while (cursor.MoveNext())
            getter(ref value);
        return value.Length == 512 ? Stopwatch.GetElapsedTime(start).TotalSeconds : throw new InvalidOperationException($"{value.Length} features came back");
    }

    public void Dispose()
    {
    }
}
