using MlNetDeep.Transforms.Tests.Generation;
using MlNetDeep.Transforms.Tests.Images;

namespace MlNetDeep.Transforms.Tests.RowContract;

public sealed class ConvNetContractTests : ImageContractTests
{
    protected override ITransformer Make() => Ml.DeepLearning.Score(TestNetworks.Convolutional(), new() { BatchSize = 4 });
}

public sealed class LargeBatchContractTests : ImageContractTests
{
    protected override ITransformer Make() => Ml.DeepLearning.Score(TestNetworks.Convolutional(), new() { BatchSize = 64, Threads = 3 });
}

public sealed class OneThreadContractTests : ImageContractTests
{
    protected override ITransformer Make() => Ml.DeepLearning.Score(TestNetworks.Convolutional(), new() { BatchSize = 1, Threads = 1 });
}

public sealed class FeaturizerContractTests : ImageContractTests
{
    protected override ITransformer Make() => Ml.DeepLearning.Featurize(
        TestNetworks.Convolutional(), new() { InputColumnName = "Features", OutputColumnName = "Seen", BatchSize = 5 }).Fit(Data(1));
}

public sealed class NetworkContractTests : ImageContractTests
{
    protected override ITransformer Make()
    {
        Network network = TestNetworks.Convolutional();
        return Ml.DeepLearning.Apply(network, new()
        {
            InputColumnNames = new Dictionary<string, string> { [network.Inputs[0].Name] = "Features" },
            BatchSize = 5,
        });
    }
}

public sealed class VaeContractTests : ImageContractTests
{
    protected override ITransformer Make() => new VaeTransformer(
        Ml, Networks.VaeEncoder(8, 1, 3, 2), Networks.VaeDecoder(8, 1, 3, 2), new() { BatchSize = 6, Device = "cpu" });
}

public sealed class GeneratorContractTests : RowContractTests
{
    protected override string[] Inputs => ["Seed"];

    protected override ITransformer Make() => new GeneratorTransformer(
        Ml, Generators.Make(), new() { BatchSize = 4, OutputKind = GeneratedImageKind.Float });

    protected override IDataView Data(int count) => Ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new SeedRow { Id = i, Name = $"row {i}", Seed = i * 7 }).ToList());

    private sealed class SeedRow
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public long Seed { get; set; }
    }
}

public sealed class PreparationContractTests : RowContractTests
{
    private static readonly string[] _names = ["plain.jpg", "gray.png", "small.png", "turned6.jpg", "palette.gif"];

    // The path of each file, and what the decoder makes.
    protected override bool RowsCostMemory => true;

    protected override string[] Inputs => ["ImagePath"];

    protected override ITransformer Make() => Ml.DeepLearning.PrepareImages(Pictures.Bytes with { AsBytes = false, Threads = 3 }).Fit(Data(1));

    protected override IDataView Data(int count) => Ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new PathRow { Id = i, Name = $"row {i}", ImagePath = Pictures.File(_names[i % _names.Length]) }).ToList());

    private sealed class PathRow
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public string ImagePath { get; set; } = "";
    }
}

/// <summary>Transformers that read images [1, 8, 8] of a column "Features".</summary>
public abstract class ImageContractTests : RowContractTests
{
    protected override string[] Inputs => ["Features"];

    protected override IDataView Data(int count)
    {
        var random = new Random(2);
        return Ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new ImageRow
        {
            Id = i,
            Name = $"row {i}",
            Features = [.. Enumerable.Range(0, 64).Select(_ => random.NextSingle())],
        }).ToList());
    }

    private sealed class ImageRow
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        [VectorType(1, 8, 8)]
        public float[] Features { get; set; } = [];
    }
}
