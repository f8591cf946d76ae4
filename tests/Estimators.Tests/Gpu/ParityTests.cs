using Microsoft.ML;
using MlNetDeep.Estimators.Tests.Augmenting;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;

namespace MlNetDeep.Estimators.Tests.Gpu;

[Trait("Category", "Gpu")]
public class ParityTests
{
    /// <summary>
    /// The same seed on both devices: the losses of 100 steps differ by rounding alone, which grows with the steps. The
    /// tolerance is 1 % of the loss plus 0.01.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LossesOfAHundredStepsAgree(bool bytes)
    {
        Assert.SkipUnless(torch.cuda.is_available(), "There is no CUDA GPU, or libtorch was built without CUDA.");
        float[] cpu = Losses("cpu", bytes), gpu = Losses("cuda", bytes);
        Assert.Equal(100, cpu.Length);
        for (int i = 0; i < cpu.Length; i++)
        {
            Assert.True(Math.Abs(cpu[i] - gpu[i]) <= 0.01 + (0.01 * cpu[i]), $"Step {i + 1}: {cpu[i]} on the CPU, {gpu[i]} on the GPU.");
        }
    }

    [Fact]
    public void LossesReadBackTogetherAreTheSame()
    {
        Assert.SkipUnless(torch.cuda.is_available(), "There is no CUDA GPU, or libtorch was built without CUDA.");
        var mlContext = new MLContext(seed: 1);
        double Train(bool everyStep)
        {
            using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(new ConvNetOptions
            {
                Network = Shapes.Network(),
                Epochs = 2,
                BatchSize = 8,
                Seed = 1,
                Device = "cuda",
                Progress = ProgressOutput.None,
                OnBatchEnd = everyStep ? static _ => { } : null,
            }).Fit(Shapes.View(mlContext, 300));
            return model.History!.Epochs[^1].Loss;
        }

        Assert.Equal(Train(true), Train(false), 1e-4);
    }

    [Fact]
    public void BFloat16Learns()
    {
        Assert.SkipUnless(torch.cuda.is_available(), "There is no CUDA GPU, or libtorch was built without CUDA.");
        var mlContext = new MLContext(seed: 1);
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Shapes.NetworkWithEverything(),
            Epochs = 8,
            BatchSize = 16,
            LearningRate = 0.01,
            Seed = 1,
            Device = "cuda",
            Precision = TrainingPrecision.BFloat16,
            Progress = ProgressOutput.None,
        }).Fit(Shapes.View(mlContext, 300));
        Assert.True(model.History!.Epochs[^1].Metric > 0.9);
    }

    [Fact]
    public void AugmentationIsTheSameOnBothDevices()
    {
        Assert.SkipUnless(torch.cuda.is_available(), "There is no CUDA GPU, or libtorch was built without CUDA.");
        Augmentation[] recipe =
        [
            Augmentation.Mirror(), Augmentation.Crop(2), Augmentation.Rotate(), Augmentation.Zoom(fill: EdgeFill.Reflect), Augmentation.Brightness(),
            Augmentation.Contrast(), Augmentation.Saturation(), Augmentation.Erase(), Augmentation.MixUp(), Augmentation.CutMix(),
        ];
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor images = Batches.Noise(16, 3, 20, 24);
        float[] cpu = Batches.Apply(images, recipe).ToFloats(), gpu = Batches.Apply(images.cuda(), recipe).ToFloats();
        Golden.Near(cpu, gpu, 1e-4);
    }

    private static float[] Losses(string device, bool bytes)
    {
        var mlContext = new MLContext(seed: 1);
        var losses = new List<float>();
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Shapes.Network(),
            FeatureColumnName = bytes ? "Bytes" : "Features",
            Epochs = 10,
            BatchSize = 32,
            Seed = 1,
            Device = device,
            Progress = ProgressOutput.None,
            OnBatchEnd = b => losses.Add((float)b.Loss),
        }).Fit(Shapes.View(mlContext, 320));
        return [.. losses];
    }
}
