using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace MlNetDeep.Benchmarks.Gpu;

/// <summary>
/// A training step on the GPU as a pipeline does it: bytes from a data view through pinned buffers to the device, forward,
/// backward, Adam. A round trains two epochs and returns the milliseconds of a step of the second.
/// </summary>
internal sealed class TrainingStep
{
    private const int StepsPerEpoch = 30;    // as many as the peer's
    private const int DistinctBatches = 4;

    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;
    private readonly Network _network;
    private readonly TrainingPrecision _precision;
    private readonly int _batch;
    private readonly string _device;

    public TrainingStep(string network, string precision, int batch, string device)
    {
        (_network, int classes) = network == "mnist" ? (Networks.MnistConvNet(seed: 1), 10) : (Networks.Create(network), 1000);
        _precision = precision == "bfloat16" ? TrainingPrecision.BFloat16 : TrainingPrecision.Float32;
        _batch = batch;
        _device = device;
        if (device == "cuda")
            torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32";
        int pixels = (int)_network.Inputs[0].Shape.Skip(1).Aggregate(1L, (product, size) => product * size!.Value);
        var random = new Random(1);
        var images = new byte[DistinctBatches * batch][];
        for (int i = 0; i < images.Length; i++)
        {
            images[i] = new byte[pixels];
            random.NextBytes(images[i]);
        }

        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, pixels);
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        _data = _context.Data.LoadFromEnumerable(
            Enumerable.Range(0, StepsPerEpoch * batch).Select(i => new Row { Features = images[i % images.Length], Label = (uint)(i % classes) }), schema);
    }

    public double Run()
    {
        using ConvNetTransformer model = _context.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = _network,
            Epochs = 2,
            BatchSize = _batch,
            LearningRate = 1e-4,
            Device = _device,
            Precision = _precision,
            Caching = RowCaching.Memory,
            Progress = ProgressOutput.None,
        }).Fit(_data);
        return model.History!.Epochs[1].Duration.TotalMilliseconds / StepsPerEpoch;
    }

    private sealed class Row
    {
        public byte[] Features { get; set; } = [];

        public uint Label { get; set; }
    }
}
