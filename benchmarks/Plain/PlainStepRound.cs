using System.Diagnostics;
using MlNetDeep.Benchmarks.Rounds;
using MlNetDeep.Benchmarks.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MlNetDeep.Benchmarks.Plain;

/// <summary>The median milliseconds of a training step with TorchSharp's own modules, loss and Adam.</summary>
internal sealed class PlainStepRound : IRound
{
    private readonly Module<Tensor, Tensor> _network;
    private readonly Loss<Tensor, Tensor, Tensor> _loss;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _images;
    private readonly Tensor _labels;
    private readonly int _steps;

    public PlainStepRound(string kind, int threads)
    {
        set_num_threads(threads);
        random.manual_seed(1);
        (_network, _images, _labels, _steps) = kind switch
        {
            "mnist" => (PlainNetworks.Checked(PlainNetworks.Mnist(), 93_322), rand(128, 1, 28, 28), Classes(128, 10), 40),
            "conv150" => (PlainNetworks.Checked(PlainNetworks.Conv150(), 3_453_121), rand(32, 3, 150, 150), rand(32, 1).round(), 6),
            "vgg16" => (PlainNetworks.Checked(PlainNetworks.Vgg16(), 138_357_544), rand(4, 3, 224, 224), Classes(4, 1000), 2),
            "squeezenet" => (PlainNetworks.Checked(PlainNetworks.SqueezeNet(), 1_235_496), rand(8, 3, 224, 224), Classes(8, 1000), 6),
            "resnet18" => (PlainNetworks.Checked(PlainNetworks.ResNet18(), 11_689_512), rand(8, 3, 224, 224), Classes(8, 1000), 4),
            _ => throw new ArgumentException($"there is no plain network '{kind}'", nameof(kind)),
        };
        _loss = kind == "conv150" ? BCEWithLogitsLoss() : CrossEntropyLoss();
        _optimizer = optim.Adam(_network.parameters(), 1e-4);
    }

    public double Run()
    {
        var milliseconds = new List<double>();
        for (int i = 0; i < _steps; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using (DisposeScope scope = NewDisposeScope())
            {
                _optimizer.zero_grad();
                Tensor loss = _loss.call(_network.call(_images), _labels);
                loss.backward();
                _optimizer.step();
            }
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return Outcome.Median(milliseconds);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
    }

    private static Tensor Classes(int rows, int classes) => randint(classes, rows, ScalarType.Int64);
}
