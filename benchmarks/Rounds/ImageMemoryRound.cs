using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Benchmarks.Running;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>
/// Prepares photos at 224 x 224, takes SqueezeNet's features of them, and returns this process's peak memory in MB. The
/// 1,000 photos come again until there are enough rows.
/// </summary>
internal sealed class ImageMemoryRound(int rows, int threads) : IRound
{
    public double Run()
    {
        var context = new MLContext(seed: 1);
        Network network = Networks.Create("squeezenet1_1");
        IDataView photos = context.Data.LoadFromEnumerable(Rows());
        IDataView prepared = context.DeepLearning
            .PrepareImages(network, new PrepareImagesOptions { OutputColumnName = "Input", Threads = threads }).Fit(photos).Transform(photos);
        IDataView features = context.DeepLearning.Featurize(network, new FeaturizingOptions
        {
            OutputColumnName = "Features",
            InputColumnName = "Input",
            BatchSize = 8,
            Device = "cpu",
            Threads = threads,
        }).Fit(prepared).Transform(prepared);

        DataViewSchema.Column column = features.Schema["Features"];
        using DataViewRowCursor cursor = features.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> value = default;
        int count = 0;
        for (; cursor.MoveNext(); count++)
            getter(ref value);
        return count == rows && value.Length == 512
            ? PeakMemory.OfThisProcess()
            : throw new InvalidOperationException($"{count} rows with {value.Length} features came back");
    }

    public void Dispose()
    {
    }

    private IEnumerable<Row> Rows()
    {
        string[] files = Photos.Files();
        for (int i = 0; i < rows; i++)
            yield return new Row { ImagePath = files[i % files.Length] };
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
    }
}
