using System.Diagnostics;
using Microsoft.ML;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>
/// The seconds of fine-tuning a head on 160 photos with VGG-16's convolutions: with an empty cache folder every time, or
/// with the features of an earlier run in it.
/// </summary>
internal sealed class CacheRound : IRound
{
    private readonly MLContext _context = new(seed: 1);
    private readonly Network _backbone = Networks.Vgg16(seed: 1);
    private readonly IDataView _photos;
    private readonly bool _filled;
    private readonly int _threads;
    private DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnetdeep-features-");

    public CacheRound(bool filled, int threads)
    {
        _filled = filled;
        _threads = threads;
        _photos = RandomPhotos.Bytes(_context, 160, 224, 2);
        if (filled)
            Run();
    }

    public double Run()
    {
        if (!_filled)
        {
            _folder.Delete(recursive: true);
            _folder = Directory.CreateTempSubdirectory("mlnetdeep-features-");
        }
        long start = Stopwatch.GetTimestamp();
        using ConvNetTransformer model = _context.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = _backbone,
            Layer = "features.30",
            Stages = [FineTuneStage.Head(epochs: 5)],
            CacheFolder = _folder.FullName,
            BatchSize = 8,
            Seed = 1,
            Device = "cpu",
            Threads = _threads,
            Progress = ProgressOutput.None,
        }).Fit(_photos);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
