using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Tests.Shared;

namespace MlNetDeep.Fuzz;

/// <summary>Everything of the library that reads files.</summary>
internal sealed class Targets : IDisposable
{
    // Inputs beyond this are not scored: making the row would be most of the time.
    private const long LargestRow = 1 << 16;

    private readonly MLContext _mlContext = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetdeep-fuzz-").FullName;
    private readonly Lazy<ITransformer> _preparing;

    public Targets()
    {
        _preparing = new(() => _mlContext.DeepLearning.PrepareImages(new PrepareImagesOptions
        {
            InputColumnName = nameof(FileRow.Content),
            Preprocessing = new() { Width = 16, Height = 16, Channels = 3 },
            MaxPixels = 1 << 22,
        }).Fit(Row([])));
        All =
        [
            new("network", 30, Networks, ReadNetwork, GraphChanges.Apply),
            new("weights", 20, () => Files("ModelZoo.Tests/Golden/weights"), ReadWeights),
            new("model", 10, () => [.. Files("Transforms.Tests/Golden/models", ".zip"), .. Files("Estimators.Tests/Golden/models", ".zip")], ReadModel, ZipChanges.Apply),
            new("checkpoint", 3, Checkpoints, ReadCheckpoint),
            new("idx", 10, IdxFiles, ReadIdx),
            new("list", 7, Lists, ReadList),
            new("image", 20, () => [.. Files("Transforms.Tests/Golden/images").Where(f => f.Length is > 0 and < 20_000)], ReadImage),
        ];
    }

    public IReadOnlyList<FuzzTarget> All { get; }

    /// <summary>The target of a case: by its share of a hundred.</summary>
    public FuzzTarget Of(int number)
    {
        int place = (int)((uint)(number * 37) % 100);
        foreach (FuzzTarget target in All)
        {
            if ((place -= target.Share) < 0)
                return target;
        }

        throw new InvalidOperationException("The shares of the targets do not add up to 100.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<byte[]> Files(string folder, params string[] extensions) =>
        [.. Directory.EnumerateFiles(Checkout.File("tests", folder)).Order(StringComparer.Ordinal)
            .Where(path => extensions.Length == 0 ? !path.EndsWith(".rgb", StringComparison.Ordinal) : extensions.Contains(Path.GetExtension(path)))
            .Select(File.ReadAllBytes)];

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private IDataView Row(byte[] content) => _mlContext.Data.LoadFromEnumerable([new FileRow { Content = content }]);

    private static List<byte[]> Networks()
    {
        NetworkBuilder image = Network.Input(3, 8, 8);
        return
        [
            image.Conv2D(4, 3, padding: 1).BatchNorm().ReLU().MaxPool2D(2).Dropout().Flatten().Dense(5).Softmax().Build()
                .WithLabels(["a", "b", "c", "d", "e"]).WithPreprocessing(new() { Mean = [0.5f] }).ToBytes(),
            image.Conv2D(4, 3, stride: 2).SiLU().Concat(b => b.Conv2D(2, 1), b => b.AveragePool2D(3, 1, 1)).GlobalAveragePool()
                .Flatten().Dense(1).Sigmoid().Build().ToBytes(),
            Network.Input(6).Dense(8).LayerNorm().Gelu().Dense(6).HardSwish().Dense(3).Softmax().Build().ToBytes(),
            Network.Input(4).Dense(2 * 4 * 4).Reshape(2, 4, 4).ConvTranspose2D(3, 4, 2, 1).Tanh().Build().ToBytes(),
            .. TestData(),
        ];
    }

    // Debian's ONNX test models: operators that the builder does not make.
    private static IEnumerable<byte[]> TestData()
    {
        const string Folder = "/usr/share/libonnx-testdata/data/node";
        string[] names = ["lstm_defaults", "gru_seq_length", "einsum_transpose", "slice", "resize_upsample_sizes_nearest", "topk",
            "gather_elements_0", "pad", "tile", "expand_dim_changed", "split_equal_parts_1d_opset13", "loop11", "if", "range_float_type_positive_delta",
            "constantofshape_float_ones", "onehot_with_axis", "convtranspose_pads", "cumsum_1d", "where_example", "layer_normalization_default_axis"];
        return names.Select(name => Path.Combine(Folder, $"test_{name}", "model.onnx")).Where(File.Exists).Select(File.ReadAllBytes);
    }

    private void ReadNetwork(byte[] content)
    {
        var network = Network.FromBytes(content);
        _ = network.Summary().ToString();
        _ = network.InferShapes();
        _ = Network.FromBytes(network.ToBytes());
        if (network.ParameterCount > LargestRow)
            return;
        Refusal.May(() => Score(network));
        Refusal.May(() => new TorchNetwork(network).Dispose());
    }

    private void Score(Network network)
    {
        if (network.Inputs is not [{ Shape: [_, _, ..] shape }] || shape.Skip(1).Any(d => d is null or < 1)
            || shape.Skip(1).Aggregate(1.0, (a, d) => a * d!.Value) is var count && count > LargestRow)
            return;
        SchemaDefinition schema = SchemaDefinition.Create(typeof(PixelRow));
        schema[nameof(PixelRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, shape.Skip(1).Select(d => (int)d!.Value).ToArray());
        IDataView rows = _mlContext.Data.LoadFromEnumerable([new PixelRow { Features = new float[(int)count] }], schema);
        schema[nameof(PixelRow.Features)].ColumnName = network.Inputs[0].Name;
        using NetworkTransformer model = _mlContext.DeepLearning.Apply(network, new() { Threads = 1 });
        Read(model.Transform(rows));
    }

    private void ReadWeights(byte[] content)
    {
        string path = Write("weights", content);
        using var file = WeightFile.Open(path);
        foreach (WeightInfo tensor in file.Tensors)
            file.Read(tensor.Name);
    }

    private void ReadModel(byte[] content)
    {
        ITransformer model = _mlContext.DeepLearning.LoadModel(Write("model.zip", content), out _);
        (model as IDisposable)?.Dispose();
    }

    private ConvNetOptions Run(string folder, int epochs) => new()
    {
        Network = Network.Input(4).Dense(3).Softmax().Build(),
        Epochs = epochs,
        BatchSize = 4,
        Device = "cpu",
        Threads = 1,
        CheckpointFolder = folder,
        Resume = true,
        Progress = ProgressOutput.None,
    };

    private IDataView Examples() => _mlContext.Data.LoadFromEnumerable(
        Enumerable.Range(0, 6).Select(i => new Example { Features = [i, 1, i % 2, 0], Label = (uint)(i % 3) }));

    private List<byte[]> Checkpoints()
    {
        string folder = Path.Combine(_folder, "made");
        _mlContext.DeepLearning.ConvNet(Run(folder, 2)).Fit(Examples()).Dispose();
        return [File.ReadAllBytes(Directory.GetFiles(folder).Single())];
    }

    private void ReadCheckpoint(byte[] content)
    {
        string made = Path.Combine(_folder, "made"), folder = Path.Combine(_folder, "resumed");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(Directory.GetFiles(made).Single())), content);
        _mlContext.DeepLearning.ConvNet(Run(folder, 2)).Fit(Examples()).Dispose();
    }

    private static List<byte[]> IdxFiles()
    {
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 3, .. Enumerable.Range(0, 36).Select(i => (byte)i)];
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(images);
        return [images, packed.ToArray(), [0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 2, 3]];
    }

    private void ReadIdx(byte[] content)
    {
        string path = Write("some.idx", content);
        Refusal.May(() => Read(_mlContext.DeepLearning.LoadIdx(Write("images.idx", IdxFiles()[0]), path)));
        Read(_mlContext.DeepLearning.LoadIdx(path));
    }

    private static List<byte[]> Lists() =>
    [
        "images/a.png,cat\nimages/b.png,dog\n"u8.ToArray(),
        "path,label\n\"images/a.png\",\"cat, large\"\n\"images/b.png\",dog\n"u8.ToArray(),
        "images/a.png\tcat\nimages/b.png\tdog\n"u8.ToArray(),
    ];

    private void ReadList(byte[] content)
    {
        string images = Path.Combine(_folder, "images");
        if (!Directory.Exists(images))
        {
            Directory.CreateDirectory(images);
            foreach (string name in (string[])["a.png", "b.png"])
                File.Copy(Checkout.File("tests", "Transforms.Tests", "Golden", "images", "small.png"), Path.Combine(images, name));
        }

        _mlContext.DeepLearning.LoadImageFolder(
            _folder, new() { ListFile = Write("list.csv", content), Labels = ImageLabelSource.List });
    }

    private void ReadImage(byte[] content) => Read(_preparing.Value.Transform(Row(content)));

    // All values of all columns that a network or an image gives.
    private static void Read(IDataView view)
    {
        List<DataViewSchema.Column> columns = [.. view.Schema.Where(c => !c.IsHidden && c.Type is VectorDataViewType { ItemType: NumberDataViewType { RawType.Name: nameof(Single) } })];
        using DataViewRowCursor cursor = view.GetRowCursor(columns);
        List<ValueGetter<VBuffer<float>>> getters = [.. columns.Select(cursor.GetGetter<VBuffer<float>>)];
        VBuffer<float> value = default;
        while (cursor.MoveNext())
        {
            foreach (ValueGetter<VBuffer<float>> getter in getters)
                getter(ref value);
        }
    }

    private sealed class FileRow
    {
        public byte[] Content { get; set; } = [];
    }

    private sealed class PixelRow
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class Example
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        [KeyType(3)]
        public uint Label { get; set; }
    }
}
