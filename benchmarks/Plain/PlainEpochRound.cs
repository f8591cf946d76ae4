using System.Diagnostics;
using MlNetDeep.Benchmarks.Rounds;
using MlNetDeep.Benchmarks.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Benchmarks.Plain;

/// <summary>The seconds of an epoch over the 60,000 digits with TorchSharp's DataLoader over tensors in memory.</summary>
internal sealed class PlainEpochRound : IRound
{
    private const int BatchSize = 128, Side = 28;

    private readonly nn.Module<Tensor, Tensor> _network = PlainNetworks.Mnist();
    private readonly optim.Optimizer _optimizer;
    private readonly Loss<Tensor, Tensor, Tensor> _loss = nn.CrossEntropyLoss();
    private readonly TorchSharp.Modules.DataLoader _digits;

    public PlainEpochRound(int threads)
    {
        set_num_threads(threads);
        byte[] images = File.ReadAllBytes(Path.Combine(Repository.Mnist, "train-images-idx3-ubyte"))[16..];
        byte[] labels = File.ReadAllBytes(Path.Combine(Repository.Mnist, "train-labels-idx1-ubyte"))[8..];
        _digits = utils.data.DataLoader(new Digits(images, labels), BatchSize, shuffle: true);
        _optimizer = optim.Adam(_network.parameters());
    }

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        using DisposeScope scope = NewDisposeScope();
        foreach (Dictionary<string, Tensor> batch in _digits)
        {
            _optimizer.zero_grad();
            Tensor loss = _loss.call(_network.call(batch["data"]), batch["label"]);
            loss.backward();
            _optimizer.step();
            scope.DisposeEverything();
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _digits.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
    }

    /// <summary>One tensor for each digit, made beforehand, as TorchSharp's example does.</summary>
    private sealed class Digits : utils.data.Dataset
    {
        private readonly Tensor[] _images;
        private readonly Tensor[] _labels;

        public Digits(byte[] images, byte[] labels)
        {
            _images = [.. images.Chunk(Side * Side).Select(pixels => tensor(Array.ConvertAll(pixels, p => p / 255f)).reshape(1, Side, Side))];
            _labels = [.. labels.Select(label => tensor((long)label))];
        }

        public override long Count => _images.Length;

        public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["data"] = _images[index], ["label"] = _labels[index] };
    }
}
