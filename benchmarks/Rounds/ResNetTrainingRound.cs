using Microsoft.ML;
using MlNetDeep.Estimators;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The median milliseconds of a training step of ResNet-18 at 224 x 224 with batches of 8.</summary>
internal sealed class ResNetTrainingRound(int threads) : IRound
{
    private const int BatchSize = 8, Steps = 5;

    private readonly MLContext _context = new(seed: 1);

    public double Run()
    {
        var times = new StepTimes();
        using ConvNetTransformer model = _context.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Networks.Create("resnet18", new ArchitectureOptions { Seed = 1 }),
            Epochs = 1,
            BatchSize = BatchSize,
            LearningRate = 1e-4,
            Device = "cpu",
            Threads = threads,
            Progress = ProgressOutput.None,
            OnBatchEnd = times.OnBatchEnd,
        }).Fit(RandomPhotos.Bytes(_context, BatchSize * Steps, 224, 1000));
        return times.Median;
    }

    public void Dispose()
    {
    }
}
