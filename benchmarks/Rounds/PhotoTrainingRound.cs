using Microsoft.ML;
using MlNetDeep.Estimators;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>
/// The median milliseconds of a training step on photos: the 150 x 150 convnet with batches of 32, or all of VGG-16 with
/// batches of 4.
/// </summary>
internal sealed class PhotoTrainingRound(bool vgg16, int threads) : IRound
{
    private readonly MLContext _context = new(seed: 1);

    public double Run()
    {
        int batch = vgg16 ? 4 : 32, steps = vgg16 ? 3 : 7;
        IDataView data = RandomPhotos.Bytes(_context, batch * steps, vgg16 ? 224 : 150, vgg16 ? 1000 : 2);
        var times = new StepTimes();
        using ConvNetTransformer model = vgg16
            ? _context.DeepLearning.ConvNet(new ConvNetOptions
            {
                Network = Networks.Vgg16(seed: 1),
                Epochs = 1,
                BatchSize = batch,
                LearningRate = 1e-4,
                Device = "cpu",
                Threads = threads,
                Progress = ProgressOutput.None,
                OnBatchEnd = times.OnBatchEnd,
            }).Fit(data)
            : _context.DeepLearning.BinaryConvNet(new BinaryConvNetOptions
            {
                Network = Networks.DogsVsCatsConvNet(seed: 1),
                LabelColumnName = "Yes",
                Epochs = 1,
                BatchSize = batch,
                LearningRate = 1e-4,
                Device = "cpu",
                Threads = threads,
                Progress = ProgressOutput.None,
                OnBatchEnd = times.OnBatchEnd,
            }).Fit(data);
        return times.Median;
    }

    public void Dispose()
    {
    }
}
