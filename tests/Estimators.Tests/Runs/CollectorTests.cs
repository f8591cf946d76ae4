using System.Runtime.InteropServices;
using Microsoft.ML;
using MlNetDeep.Estimators.Augmenting;
using MlNetDeep.Estimators.Tests.StyleTransfer;
using MlNetDeep.Estimators.Tests.Support;
using MlNetDeep.Estimators.Tests.Vae;
using TorchSharp;

namespace MlNetDeep.Estimators.Tests.Runs;

/// <summary>
/// What is computed does not depend on when the garbage collector runs: nothing native may be freed while libtorch uses it.
/// MLNETDEEP_STRESS_STEPS sets the number of training steps of each case, 50 otherwise.
/// </summary>
public sealed class CollectorTests(ITestOutputHelper output)
{
    private const int StepsOfRun = 50;

    // Each trains for about StepsOfRun steps and gives what was learned.
    private static readonly Dictionary<string, Func<MLContext, byte[]>> _runs = new()
    {
        ["convnet"] = mlContext => ConvNet(mlContext, new ConvNetOptions { Network = Shapes.Network() }),
        ["convnet, everything"] = mlContext => ConvNet(mlContext, new ConvNetOptions
        {
            Network = Everything(),
            Optimizer = new AdamWOptions(),
            ClipGradientNorm = 1,
            ClipGradientValue = 0.1,
            LabelSmoothing = 0.1,
            Augmentation = [Augmentation.Rotate(), Augmentation.Brightness(), Augmentation.Erase(), Augmentation.MixUp()],
        }),
        ["convnet, RMSprop"] = mlContext => ConvNet(mlContext, new ConvNetOptions
        {
            Network = Shapes.Network(),
            Optimizer = new RmsPropOptions { Momentum = 0.5, Centered = true, WeightDecay = 0.01 },
        }),
        ["convnet, SGD"] = mlContext => ConvNet(mlContext, new ConvNetOptions
        {
            Network = Shapes.Network(),
            Optimizer = new SgdOptions { Momentum = 0.9, Nesterov = true, WeightDecay = 0.01 },
        }),
        ["GAN"] = mlContext => Gan(mlContext, new GanOptions { LabelSmoothing = 0.1, R1 = 0.1 }),
        ["GAN, Wasserstein"] = mlContext => Gan(mlContext, new GanOptions { Loss = GanLoss.Wasserstein, SpectralNormalization = true }),
        ["VAE"] = mlContext =>
        {
            VaeOptions options = VaeFixture.Options(StepsOfRun / 2) with { ClipGradientNorm = 100, AnomalyShare = null };
            using VaeTransformer model = mlContext.Fit(options, Shapes.View(mlContext, 32));
            return [.. model.Encoder.ToBytes(), .. model.Decoder.ToBytes()];
        },
        ["style transfer, Adam"] = mlContext => Style(mlContext, StyleOptimizer.Adam),
        ["style transfer, L-BFGS"] = mlContext => Style(mlContext, StyleOptimizer.Lbfgs),
        ["Grad-CAM"] = mlContext =>
        {
            using ConvNetTransformer model = new(mlContext, Shapes.Network(), new ConvNetTransformerOptions { Device = "cpu", Threads = 1 });
            Interpretation interpretation = mlContext.DeepLearning.Interpret(model, Shapes.View(mlContext, 4));
            ReportImage[] images = [.. Shapes.Rows(StepsOfRun).Select(row => ReportImage.FromPlanar(row.Bytes, 1, Shapes.Size, Shapes.Size))];
            return [.. images.SelectMany(image => MemoryMarshal.AsBytes(interpretation.GradCam(image).Values.Span).ToArray())];
        },
    };

    public static TheoryData<string> Cases => [.. _runs.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheCollectorDisturbsNothing(string name)
    {
        int steps = int.TryParse(Environment.GetEnvironmentVariable("MLNETDEEP_STRESS_STEPS"), out int wanted) ? wanted : StepsOfRun;
        long unscoped = DisposeScopeManager.Statistics.CreatedOutsideScopeCount;
        byte[] quiet = _runs[name](new MLContext(seed: 1));
        int different = 0;
        var errors = new List<Exception>();
        using (new Collector())
        {
            for (int step = 0; step < steps; step += StepsOfRun)
            {
                try
                {
                    different += _runs[name](new MLContext(seed: 1)).AsSpan().SequenceEqual(quiet) ? 0 : 1;
                }
                catch (Exception error)
                {
                    // Whatever it is, it is counted and fails the test.
                    errors.Add(error);
                }
            }
        }

        output.WriteLine($"{name}: of {(steps + StepsOfRun - 1) / StepsOfRun} runs {errors.Count} failed and {different} learned something else.");
        Assert.Empty(errors);
        Assert.Equal(0, different);

        // Within a call of libtorch only a scope refers to a tensor that nothing uses afterwards.
        Assert.Equal(unscoped, DisposeScopeManager.Statistics.CreatedOutsideScopeCount);
    }

    private static byte[] ConvNet(MLContext mlContext, ConvNetOptions options)
    {
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(options with
        {
            Epochs = StepsOfRun / 2,
            BatchSize = 16,
            Seed = 1,
            Device = "cpu",
            Threads = 1,
            Progress = ProgressOutput.None,
        }).Fit(Shapes.View(mlContext, 32));
        return model.Network.ToBytes();
    }

    private static byte[] Gan(MLContext mlContext, GanOptions options)
    {
        using GeneratorTransformer model = mlContext.DeepLearning.Gan(options with
        {
            Epochs = StepsOfRun / 2,
            BatchSize = 16,
            Latents = 6,
            Filters = 4,
            Seed = 3,
            Device = "cpu",
            Threads = 1,
            Progress = ProgressOutput.None,
        }).Fit(Shapes.View(mlContext, 32));
        return [.. model.Generator.ToBytes(), .. model.Discriminator!.ToBytes()];
    }

    private static byte[] Style(MLContext mlContext, StyleOptimizer optimizer)
    {
        IDataView data = StylePictures.View(mlContext, 1);
        StyleTransferOptions options = StylePictures.Options() with { Optimizer = optimizer, Steps = StepsOfRun, KeepColor = true };
        using StyleTransferTransformer transformer = mlContext.DeepLearning.StyleTransfer(options).Fit(data);
        return StylePictures.Read(transformer.Transform(data)).Single();
    }

    // Batch normalization, dropout, and an activation of each kind that takes numbers.
    private static Network Everything() =>
        Network.Input(1, Shapes.Size, Shapes.Size).Conv2D(6, 3).BatchNorm().LeakyReLU().Conv2D(6, 3).Clip().AveragePool2D(2).Flatten()
            .Dense(16).ReLU().Dropout(0.3f).Dense(Shapes.Classes).Softmax().Build(5);

    /// <summary>Collects garbage on a thread of its own, thousands of times a second.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _stopped;

        public Collector()
        {
            _thread = new Thread(() =>
            {
                while (!_stopped)
                {
                    GC.Collect(0);
                    // Some tenths of a millisecond for the training thread: with a core for itself the collector would stop it for ever.
                    Thread.SpinWait(30_000);
                }
            });
            _thread.Start();
        }

        public void Dispose()
        {
            _stopped = true;
            _thread.Join();
        }
    }
}
