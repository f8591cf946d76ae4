using Microsoft.ML;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The median milliseconds of a step of a DCGAN, discriminator and generator, with batches of 32.</summary>
internal sealed class GanRound(int size, int threads) : IRound
{
    private const int BatchSize = 32;

    private readonly MLContext _context = new(seed: 1);

    public double Run()
    {
        var times = new StepTimes();
        using GeneratorTransformer model = _context.DeepLearning.Gan(new GanOptions
        {
            Epochs = 1,
            BatchSize = BatchSize,
            WeightAverage = null,
            Device = "cpu",
            Threads = threads,
            Progress = ProgressOutput.None,
            OnBatchEnd = times.OnBatchEnd,
        }).Fit(RandomPhotos.Bytes(_context, BatchSize * (size == 64 ? 5 : 13), size, 2, size == 64 ? 3 : 1));
        return times.Median;
    }

    public void Dispose()
    {
    }
}
