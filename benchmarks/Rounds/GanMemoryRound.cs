using Microsoft.ML;
using MlNetDeep.Benchmarks.Running;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>Trains a DCGAN of 28 x 28 for some steps, and returns this process's peak memory in MB.</summary>
internal sealed class GanMemoryRound(int steps, int threads) : IRound
{
    private const int BatchSize = 32;
    private const int Batches = 10;

    public double Run()
    {
        var context = new MLContext(seed: 1);
        using GeneratorTransformer model = context.DeepLearning.Gan(new GanOptions
        {
            LabelColumnName = "Label",
            Epochs = steps / Batches,
            BatchSize = BatchSize,
            Filters = 16,
            Device = "cpu",
            Threads = threads,
            Progress = ProgressOutput.None,
        }).Fit(RandomPhotos.Bytes(context, BatchSize * Batches, 28, 2, 1));
        return PeakMemory.OfThisProcess();
    }

    public void Dispose()
    {
    }
}
