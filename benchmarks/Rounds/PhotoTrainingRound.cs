using Microsoft.ML;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The median milliseconds of a training step of a network of the zoo on photos of 224 x 224 pixels, 1,000 classes.</summary>
internal sealed class PhotoTrainingRound(Network network, int batch, int steps, int threads) : IRound
{
    private readonly MLContext _context = new(seed: 1);

    public double Run()
    {
        var times = new StepTimes();
        using ConvNetTransformer model = _context.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = network,
            Epochs = 1,
            BatchSize = batch,
            LearningRate = 1e-4,
            Device = "cpu",
            Threads = threads,
            Progress = ProgressOutput.None,
            OnBatchEnd = times.OnBatchEnd,
        }).Fit(RandomPhotos.Bytes(_context, batch * steps, 224, 1000));
        return times.Median;
    }

    public void Dispose()
    {
    }
}
