using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Benchmarks.Running;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>
/// Trains a small network for an epoch on rows that are made as they are read, and returns this process's peak memory
/// in MB. The network is small so that the data, not the training, is what is measured.
/// </summary>
internal sealed class StreamRound(int rows, int threads) : IRound
{
    public double Run()
    {
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable(Rows(rows));
        IDataView keyed = context.Transforms.Conversion.MapValueToKey("Label").Fit(context.Data.LoadFromEnumerable(Rows(100))).Transform(data);
        using ConvNetTransformer model = context.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Networks.SoftmaxRegression(seed: 1),
            Epochs = 1,
            BatchSize = 128,
            Caching = RowCaching.None,
            Device = "cpu",
            Threads = threads,
            Progress = ProgressOutput.None,
        }).Fit(keyed);
        return PeakMemory.OfThisProcess();
    }

    public void Dispose()
    {
    }

    private static IEnumerable<ByteRow> Rows(int count)
    {
        for (int i = 0; i < count; i++)
        {
            var row = new ByteRow { Label = (uint)(i % 10) };
            Array.Fill(row.Features, (byte)(i % 251));
            yield return row;
        }
    }

    private sealed class ByteRow
    {
        [VectorType(784)]
        public byte[] Features { get; } = new byte[784];

        public uint Label { get; set; }
    }
}
