using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The seconds that 512 images of 64 x 64 take, as bytes, from the generator of a DCGAN with batches of 64.</summary>
internal sealed class SamplingRound : IRound
{
    private const int Images = 512;

    private readonly GeneratorTransformer _model;
    private readonly IDataView _images;
    private readonly DataViewSchema.Column _column;

    public SamplingRound(int threads)
    {
        var context = new MLContext(seed: 1);
        _model = new GeneratorTransformer(context, Networks.DcganGenerator(seed: 1), new GeneratorOptions
        {
            OutputKind = GeneratedImageKind.Byte,
            BatchSize = 64,
            Device = "cpu",
            Threads = threads,
        });
        _images = context.DeepLearning.Sample(_model, Images, seed: 1);
        _column = _images.Schema["Image"];
    }

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        using DataViewRowCursor cursor = _images.GetRowCursor([_column]);
        ValueGetter<VBuffer<byte>> getter = cursor.GetGetter<VBuffer<byte>>(_column);
        VBuffer<byte> image = default;
        while (cursor.MoveNext())
            getter(ref image);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _model.Dispose();
}
