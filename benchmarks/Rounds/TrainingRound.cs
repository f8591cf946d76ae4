using Microsoft.ML;
using MlNetDeep.Benchmarks.Running;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>
/// Training the MNIST convnet in an ML.NET pipeline. A step is timed from the end of one batch to the end of the next,
/// so what the feed does is part of it; an epoch is what the training history says it took.
/// </summary>
internal sealed class TrainingRound : IRound
{
    private const int StepsPerRound = 40;
    private const int BatchSize = 128;

    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;
    private readonly bool _wholeEpoch;
    private readonly int _threads;

    public TrainingRound(bool wholeEpoch, int threads)
    {
        _wholeEpoch = wholeEpoch;
        _threads = threads;
        IDataView digits = _context.DeepLearning.LoadIdx(
            Path.Combine(Repository.Mnist, "train-images-idx3-ubyte"), Path.Combine(Repository.Mnist, "train-labels-idx1-ubyte"));
        IDataView some = wholeEpoch ? digits : _context.Data.TakeRows(digits, StepsPerRound * BatchSize);
        _data = _context.Transforms.Conversion.MapValueToKey("Label").Fit(some).Transform(some);
    }

    public double Run()
    {
        var times = new StepTimes();
        ConvNetEstimator trainer = _context.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Networks.MnistConvNet(seed: 1),
            Epochs = 1,
            BatchSize = BatchSize,
            Device = "cpu",
            Threads = _threads,
            Progress = ProgressOutput.None,
            OnBatchEnd = times.OnBatchEnd,
        });
        using ConvNetTransformer model = trainer.Fit(_data);
        return _wholeEpoch ? model.History!.Epochs[0].Duration.TotalSeconds : times.Median;
    }

    public void Dispose()
    {
    }
}
