using Microsoft.ML;
using MlNetDeep.Benchmarks.Running;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>
/// The 10,000 test digits as the network's input and the MNIST convnet as a transformer. How well the weights are
/// trained makes no difference to the time that they take.
/// </summary>
internal sealed class ScoringFixture : IDisposable
{
    public ScoringFixture(int threads)
    {
        Context = new MLContext(seed: 1);
        byte[] pixels = File.ReadAllBytes(Path.Combine(Repository.Mnist, "t10k-images-idx3-ubyte"));
        Rows = [.. Enumerable.Range(0, 10_000).Select(i => new DigitRow
        {
            Features = [.. pixels.Skip(16 + (i * 784)).Take(784).Select(pixel => pixel / 255f)],
        })];
        Digits = Context.Data.LoadFromEnumerable(Rows);
        Network = Networks.MnistConvNet(seed: 1);
        // One thread for each core is the default, and measured as such.
        Model = new ConvNetTransformer(Context, Network, new ConvNetTransformerOptions
        {
            Device = "cpu",
            Threads = threads == Environment.ProcessorCount ? 0 : threads,
        });
    }

    public MLContext Context { get; }

    public DigitRow[] Rows { get; }

    public IDataView Digits { get; }

    public Network Network { get; }

    public ConvNetTransformer Model { get; }

    public void Dispose() => Model.Dispose();
}
