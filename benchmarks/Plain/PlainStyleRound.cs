using System.Diagnostics;
using MlNetDeep.Benchmarks.Rounds;
using MlNetDeep.Benchmarks.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Benchmarks.Plain;

/// <summary>The median milliseconds of a step of style transfer, as benchmarks/peers/style.py has it.</summary>
internal sealed class PlainStyleRound : IRound
{
    private const int Side = 256, Steps = 12;
    private const int ContentLayer = 6;
    private static readonly int[] _styleLayers = [1, 3, 4, 6, 7, 9];

    private readonly nn.Module<Tensor, Tensor>[] _layers =
    [
        nn.Conv2d(3, 64, 3, stride: 2), nn.ReLU(inplace: true), Pool(), new Fire(64, 16, 64), new Fire(128, 16, 64), Pool(),
        new Fire(128, 32, 128), new Fire(256, 32, 128), Pool(), new Fire(256, 48, 192),
    ];

    private readonly Tensor _mean = tensor([0.485f, 0.456f, 0.406f]).view(1, 3, 1, 1);
    private readonly Tensor _deviation = tensor([0.229f, 0.224f, 0.225f]).view(1, 3, 1, 1);
    private readonly Tensor _content = rand(1, 3, Side, Side);
    private readonly Tensor[] _grams;
    private readonly double[] _units;
    private readonly Tensor _target;
    private readonly double _unit;

    public PlainStyleRound(int threads)
    {
        set_num_threads(threads);
        foreach (nn.Module<Tensor, Tensor> layer in _layers)
        {
            layer.eval();
            foreach (TorchSharp.Modules.Parameter parameter in layer.parameters())
                parameter.requires_grad = false;
        }
        using IDisposable noGradient = no_grad();
        _grams = [.. Values(rand(1, 3, Side, Side)).Style.Select(Gram)];
        _units = [.. _grams.Select(gram => 1 / (_grams.Length * (double)gram.pow(2).sum().item<float>()))];
        _target = Values(_content).Content;
        _unit = 1 / (double)_target.pow(2).sum().item<float>();
    }

    public double Run()
    {
        var milliseconds = new List<double>();
        using var picture = new TorchSharp.Modules.Parameter(_content.clone());
        using optim.Optimizer optimizer = optim.Adam([picture], 0.03);
        for (int i = 0; i < Steps; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using (DisposeScope scope = NewDisposeScope())
            {
                optimizer.zero_grad();
                Loss(picture).backward();
                optimizer.step();
                using (no_grad())
                    picture.clamp_(0, 1);
            }
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return Outcome.Median(milliseconds);
    }

    public void Dispose() => Array.ForEach(_layers, layer => layer.Dispose());

    private Tensor Loss(Tensor picture)
    {
        (Tensor[] style, Tensor content) = Values(picture);
        Tensor loss = (content - _target).pow(2).sum() * _unit;
        for (int i = 0; i < style.Length; i++)
            loss += 50 * _units[i] * (Gram(style[i]) - _grams[i]).pow(2).sum();
        Tensor across = picture.narrow(3, 1, Side - 1) - picture.narrow(3, 0, Side - 1);
        Tensor down = picture.narrow(2, 1, Side - 1) - picture.narrow(2, 0, Side - 1);
        return loss + (100 * (across.pow(2).mean() + down.pow(2).mean()));
    }

    private (Tensor[] Style, Tensor Content) Values(Tensor picture)
    {
        var values = new Tensor[_layers.Length];
        Tensor x = (picture - _mean) / _deviation;
        for (int i = 0; i < values.Length; i++)
            values[i] = x = _layers[i].call(x);
        return ([.. _styleLayers.Select(i => values[i])], values[ContentLayer]);
    }

    private static Tensor Gram(Tensor values)
    {
        Tensor table = values.flatten(2)[0];
        return table.matmul(table.t()) / table.shape[1];
    }

    private static nn.Module<Tensor, Tensor> Pool() => nn.MaxPool2d(3, stride: 2, ceil_mode: true);
}
