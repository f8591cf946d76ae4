using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;
using static Microsoft.ML.Transforms.ValueToKeyMappingEstimator;

namespace MlNetDeep.Estimators.Tests.Trainers;

/// <summary>Labels are what they stand for, not the numbers of their keys; and they come back as they went in.</summary>
public sealed class LabelMatchTests : IDisposable
{
    private static readonly string[] _names = ["north", "east", "south", "west"];

    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<Type> Types =>
    [
        typeof(ReadOnlyMemory<char>), typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint),
        typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan),
    ];

    private static readonly Array[] _values =
    [
        _names.Select(n => n.AsMemory()).ToArray(), new[] { false, true },
        new sbyte[] { -3, 0, 1, 127 }, new byte[] { 9, 0, 1, 255 }, new short[] { -3, 0, 1, 2 }, new ushort[] { 7, 0, 1, 2 },
        new int[] { -3, 0, 1, 2 }, new uint[] { 7, 0, 1, 2 }, new long[] { long.MinValue, 0, 1, 2 }, new ulong[] { ulong.MaxValue, 0, 1, 2 },
        new float[] { -0.1f, 0.3f, 1e-20f, 7 }, new double[] { -0.1, 0.3, double.Epsilon, Math.PI },
        new DateTime[] { new(2024, 2, 29), new(1234567890123456789), DateTime.MinValue, DateTime.MaxValue },
        new DateTimeOffset[]
        {
            new(2024, 2, 29, 1, 2, 3, 4, TimeSpan.FromHours(2)), DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new(2000, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(-210)),
        },
        new TimeSpan[] { TimeSpan.FromTicks(1), TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.FromDays(12345) },
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void EveryTypeOfLabelSurvivesTrainingSavingAndMappingBack(Type type)
    {
        Array values = _values.Single(v => v.GetType().GetElementType() == type);
        var method = typeof(LabelMatchTests).GetMethod(nameof(RoundTrip), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;
        method.MakeGenericMethod(type).Invoke(this, [values]);
    }

    [Fact]
    public void ValidationKeysInAnotherOrderAreMatchedByValue()
    {
        IDataView train = Keyed(40, KeyOrdinality.ByValue), same = Keyed(24, KeyOrdinality.ByValue), other = Keyed(24, KeyOrdinality.ByOccurrence);
        double[] Losses(IDataView validation, bool inOptions)
        {
            ConvNetOptions options = Options with { ValidationData = inOptions ? validation : null };
            using ConvNetTransformer model = inOptions
                ? _mlContext.DeepLearning.ConvNet(options).Fit(train)
                : _mlContext.DeepLearning.ConvNet(options).Fit(train, validation);
            return [.. model.History!.Epochs.Select(e => e.ValidationLoss!.Value)];
        }

        Assert.Equal(Losses(same, true), Losses(other, true));
        Assert.Equal(Losses(same, false), Losses(other, false));
    }

    [Fact]
    public void FineTuningMatchesByValueToo()
    {
        double[] Losses(KeyOrdinality order)
        {
            using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(new FineTuneOptions
            {
                Network = FineTuning.Backbones.Convolutional(),
                Stages = [FineTuneStage.Head(1), FineTuneStage.Unfreeze("block2", 1)],
                CacheFolder = "",
                ValidationData = Keyed(24, order),
                Seed = 1,
                Device = "cpu",
                Threads = 1,
                Progress = ProgressOutput.None,
            }).Fit(Keyed(40, KeyOrdinality.ByValue));
            return [.. model.History!.Epochs.Select(e => e.ValidationLoss!.Value)];
        }

        Assert.Equal(Losses(KeyOrdinality.ByValue), Losses(KeyOrdinality.ByOccurrence));
    }

    [Fact]
    public void OtherValuesAreRefusedWithBothLists()
    {
        IDataView other = Key(Rows(24).Select(r => new NamedRow { Features = r.Features, Label = r.Label + "ern" }), KeyOrdinality.ByValue);
        ColumnException error = Assert.Throws<ColumnException>(() => _mlContext.DeepLearning.ConvNet(Options).Fit(Keyed(40, KeyOrdinality.ByValue), other));
        Assert.Contains("'eastern', 'northern'", error.Message);
        Assert.Contains("'east', 'north'", error.Message);
        Assert.Contains("without values", Assert.Throws<ColumnException>(
            () => _mlContext.DeepLearning.ConvNet(Options).Fit(Keyed(40, KeyOrdinality.ByValue), Shapes.View(_mlContext, 24))).Message);
    }

    [Fact]
    public void TrainingGoesOnWithTheModelsClasses()
    {
        using ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(Options with { Epochs = 30, LearningRate = 0.01 }).Fit(Keyed(80, KeyOrdinality.ByValue));
        IDataView rows = Keyed(40, KeyOrdinality.ByOccurrence);
        using ConvNetTransformer more = _mlContext.DeepLearning.ConvNet(Options with { Epochs = 1, LearningRate = 1e-9 }).Fit(rows, model, rows);
        Assert.Equal(model.Classes!.Texts, more.Classes!.Texts);
        Assert.True(more.History!.Epochs[0].ValidationMetric > 0.9);
    }

    [Fact]
    public void RawValidationRowsGoThroughTheChainBeforeTheTrainer()
    {
        IDataView train = _mlContext.Data.LoadFromEnumerable(Rows(40)), raw = _mlContext.Data.LoadFromEnumerable(Rows(24));
        var preparation = _mlContext.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: KeyOrdinality.ByValue)
            .Append(_mlContext.Transforms.CopyColumns("Copy", "Features"));
        using TransformerChain<ConvNetTransformer> chain = preparation.Append(_mlContext.DeepLearning.ConvNet(Options), raw).Fit(train);
        using ConvNetTransformer byHand = _mlContext.DeepLearning.ConvNet(Options).Fit(preparation.Fit(train).Transform(train), Keyed(24, KeyOrdinality.ByValue));
        Assert.Equal(byHand.History!.Epochs.Select(e => e.ValidationLoss), chain.LastTransformer.History!.Epochs.Select(e => e.ValidationLoss));
        Assert.Equal(3, chain.Count());
        Assert.NotNull(chain.Transform(raw).Schema.GetColumnOrNull("PredictedLabel"));
    }

    private static ConvNetOptions Options => new() { Network = Shapes.Network(), Epochs = 2, BatchSize = 8, Seed = 1, Threads = 1, Progress = ProgressOutput.None };

    private void RoundTrip<T>(T[] values)
    {
        string file = _folder.File("model.zip");
        List<ValueRow<T>> rows = [.. Shapes.Rows(80).Select(r => new ValueRow<T> { Features = r.Features, Label = values[r.Label % values.Length] })];
        IDataView data = _mlContext.Data.LoadFromEnumerable(rows);
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(_mlContext.DeepLearning.ConvNet(Options with { Network = Shapes.Network(values.Length), Epochs = 30, LearningRate = 0.01 }))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        ITransformer model = pipeline.Fit(data);
        _mlContext.DeepLearning.SaveModel(model, data.Schema, file);
        (model as IDisposable)?.Dispose();
        ITransformer loaded = _mlContext.DeepLearning.LoadModel(file, out _);
        T[] predicted = [.. loaded.Transform(data).GetColumn<T>("PredictedLabel")];
        (loaded as IDisposable)?.Dispose();
        int right = predicted.Zip(rows, (found, row) => found is ReadOnlyMemory<char> text
            ? text.ToString() == row.Label!.ToString()
            : found is DateTimeOffset moment ? moment.EqualsExact((DateTimeOffset)(object)row.Label!) : EqualityComparer<T>.Default.Equals(found, row.Label)).Count(same => same);
        Assert.True(right >= 72, $"{right} of 80 come back as they were.");
    }

    private IDataView Keyed(int rows, KeyOrdinality order) => Key(Rows(rows), order);

    private IDataView Key(IEnumerable<NamedRow> rows, KeyOrdinality order)
    {
        IDataView raw = _mlContext.Data.LoadFromEnumerable(rows.ToList());
        return _mlContext.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: order).Fit(raw).Transform(raw);
    }

    private static List<NamedRow> Rows(int count) => [.. Shapes.Rows(count).Select(r => new NamedRow { Features = r.Features, Label = _names[r.Label] })];

    private sealed class NamedRow
    {
        [VectorType(1, Shapes.Size, Shapes.Size)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }

    private sealed class ValueRow<T>
    {
        [VectorType(1, Shapes.Size, Shapes.Size)]
        public float[] Features { get; set; } = [];

        public T? Label { get; set; }
    }
}
