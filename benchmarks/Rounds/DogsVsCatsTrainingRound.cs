using Microsoft.ML;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The median milliseconds of a training step of the 150 x 150 convnet with batches of 32.</summary>
internal sealed class DogsVsCatsTrainingRound(int threads) : IRound
{
    private const int BatchSize = 32, Steps = 7;

    private readonly MLContext _context = new(seed: 1);

    public double Run()
    {
        var times = new StepTimes();
        using ConvNetTransformer model = _context.DeepLearning.BinaryConvNet(new BinaryConvNetOptions
        {
            Network = Networks.DogsVsCatsConvNet(seed: 1),
            LabelColumnName = "Yes",
            Epochs = 1,
            BatchSize = BatchSize,
            LearningRate = 1e-4,
            Device = "cpu",
            Threads = threads,
            Progress = ProgressOutput.None,
            OnBatchEnd = times.OnBatchEnd,
        }).Fit(RandomPhotos.Bytes(_context, BatchSize * Steps, 150, 2));
        return times.Median;
    }

    public void Dispose()
    {
    }
}
