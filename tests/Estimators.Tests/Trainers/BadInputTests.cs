using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;

namespace MlNetDeep.Estimators.Tests.Trainers;

public class BadInputTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void LabelThatIsNoKey()
    {
        ColumnException error = Assert.Throws<ColumnException>(() => Fit(Rows(8), o => new() { Network = o, LabelColumnName = "Value" }));
        Assert.Contains("MapValueToKey", error.Message);
        Assert.Contains("'Value'", error.Message);
    }

    [Theory]
    [InlineData("Missing", "Label")]
    [InlineData("Features", "Missing")]
    public void MissingColumn(string features, string label) =>
        Assert.Contains("'Missing'", Assert.Throws<ColumnException>(
            () => Fit(Rows(8), o => new() { Network = o, FeatureColumnName = features, LabelColumnName = label })).Message);

    [Fact]
    public void MissingWeightColumn() => Assert.Contains("'Heft'", Assert.Throws<ColumnException>(
        () => Fit(Rows(8), o => new() { Network = o, ExampleWeightColumnName = "Heft" })).Message);

    [Fact]
    public void WrongTypes()
    {
        Assert.Throws<ColumnException>(() => Fit(Rows(8), o => new() { Network = o, FeatureColumnName = "Value" }));
        Assert.Throws<ColumnException>(() => Fit(Rows(8), o => new() { Network = o, ExampleWeightColumnName = "Left" }));
        Assert.Throws<ColumnException>(() => _mlContext.DeepLearning.BinaryConvNet(Shapes.OneOutput(true)).Fit(View(Rows(8))));
        Assert.Throws<ColumnException>(() => _mlContext.DeepLearning.Regression(Shapes.OneOutput(false)).Fit(View(Rows(8))));
    }

    [Fact]
    public void SchemasAreCheckedBeforeFitting()
    {
        SchemaShape Shape(params SchemaShape.Column[] columns) => new(columns);
        SchemaShape.Column features = MlNetInternals.NewColumn("Features", SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);
        SchemaShape.Column label = MlNetInternals.NewColumn("Label", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false);
        ConvNetEstimator trainer = _mlContext.DeepLearning.ConvNet(Shapes.Network());
        Assert.Contains("'Features'", Assert.Throws<ColumnException>(() => trainer.GetOutputSchema(Shape(label))).Message);
        Assert.Contains("'Label'", Assert.Throws<ColumnException>(() => trainer.GetOutputSchema(Shape(features, label))).Message);
        Assert.Contains("known size", Assert.Throws<ColumnException>(() => trainer.GetOutputSchema(Shape(
            MlNetInternals.NewColumn("Features", SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false), label))).Message);
    }

    [Fact]
    public void ImageSizeThatDoesNotMatch()
    {
        Network network = Network.Input(1, 9, 9).Conv2D(2, 3).Flatten().Dense(4).Softmax().Build();
        Assert.Contains("64", Assert.Throws<ColumnException>(() => Fit(Rows(8), _ => new() { Network = network })).Message);
    }

    [Fact]
    public void ClassCountThatDoesNotMatch() =>
        Assert.Contains("3 outputs", Assert.Throws<TrainingException>(
            () => Fit(Rows(8), _ => new() { Network = Shapes.Network(outputs: 3) })).Message);

    [Fact]
    public void OneClassIsTooFew()
    {
        IDataView data = _mlContext.Data.LoadFromEnumerable(Rows(8).Select(r => new OneClassRow { Features = r.Features }).ToList());
        Assert.Contains("at least 2", Assert.Throws<TrainingException>(
            () => _mlContext.DeepLearning.ConvNet(Quiet(new() { Network = Shapes.Network() })).Fit(data)).Message);
    }

    [Theory]
    [InlineData(RowCaching.Memory, float.NaN)]
    [InlineData(RowCaching.None, float.PositiveInfinity)]
    public void PixelsThatAreNoNumbersNameTheRow(RowCaching caching, float pixel)
    {
        List<ShapeRow> rows = Rows(20);
        rows[13].Features[5] = pixel;
        ColumnException error = Assert.Throws<ColumnException>(() => Fit(rows, o => new() { Network = o, BatchSize = 4, Caching = caching }));
        Assert.Contains("Row 13 ", error.Message);
        Assert.Contains("position 5", error.Message);
        Assert.Contains("'Features'", error.Message);
    }

    [Fact]
    public void LabelThatIsMissingNamesTheRow()
    {
        List<ShapeRow> rows = Rows(20);
        rows[7].Label = 99;
        Assert.Contains("Row 7 ", Assert.Throws<TrainingException>(() => Fit(rows, o => new() { Network = o })).Message);
    }

    [Fact]
    public void NegativeWeightNamesTheRow()
    {
        List<ShapeRow> rows = Rows(20);
        rows[4].Weight = -1;
        Assert.Contains("Row 4 ", Assert.Throws<TrainingException>(
            () => Fit(rows, o => new() { Network = o, ExampleWeightColumnName = "Weight" })).Message);
    }

    [Fact]
    public void NoRowsHaveNoClasses()
    {
        IDataView none = _mlContext.Data.LoadFromEnumerable(Array.Empty<TextRow>());
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label").Append(_mlContext.DeepLearning.ConvNet(Quiet(new() { Network = Shapes.Network() })));
        Assert.Contains("no training rows", Assert.Throws<TrainingException>(() => pipeline.Fit(none)).Message);
        Assert.Contains("no training rows", Assert.Throws<TrainingException>(() => _mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(_mlContext.DeepLearning.Gan(new GanOptions { LabelColumnName = "Label", Progress = ProgressOutput.None })).Fit(none)).Message);
    }

    [Fact]
    public void EmptyData() =>
        Assert.Contains("no training rows", Assert.Throws<TrainingException>(() => Fit([], o => new() { Network = o })).Message);

    [Fact]
    public void EmptyValidationData() =>
        Assert.Contains("validate", Assert.Throws<TrainingException>(
            () => Fit(Rows(8), o => new() { Network = o, ValidationData = View([]) })).Message);

    [Theory]
    [InlineData(1, 64)]
    [InlineData(5, 1000)]
    [InlineData(5, 1)]
    public void FewRowsAreEnough(int rows, int batchSize)
    {
        using ConvNetTransformer model = Fit(Rows(rows), o => new() { Network = o, BatchSize = batchSize, Epochs = 2 });
        Assert.Equal(2, model.History!.Epochs.Count);
    }

    [Fact]
    public void ClassNeverSeenIsWarnedOf()
    {
        var warnings = new List<string>();
        _mlContext.Log += (_, e) => warnings.Add(e.Message);
        using ConvNetTransformer model = Fit([.. Rows(40).Where(r => r.Label != 2)], o => new() { Network = o, Epochs = 1 });
        Assert.Contains(warnings, w => w.Contains("class '2'", StringComparison.Ordinal) && w.Contains("no training row", StringComparison.Ordinal));
    }

    [Fact]
    public void NothingToTrain() =>
        Assert.Contains("nothing to train", Assert.Throws<TrainingException>(() => Fit(Rows(8), o => new()
        {
            Network = o,
            ParameterGroups = [new ParameterGroup { Matches = _ => true, Frozen = true }],
        })).Message);

    [Fact]
    public void CudaThatIsAbsent()
    {
        Assert.SkipWhen(torch.cuda.is_available(), "There is a GPU.");
        TrainingException error = Assert.Throws<TrainingException>(() => Fit(Rows(8), o => new() { Network = o, Device = "cuda:1" }));
        Assert.Contains("cuda:1", error.Message);
        Assert.Contains("FallbackToCpu", error.Message);
    }

    [Fact]
    public void AutoFollowsTheContext()
    {
        Assert.SkipWhen(torch.cuda.is_available(), "There is a GPU.");
        List<string> lines = [];
        _mlContext.Log += (_, e) => lines.Add(e.Message);
        _mlContext.GpuDeviceId = 0;
        _mlContext.FallbackToCpu = false;
        Assert.Throws<TrainingException>(() => Fit(Rows(8), o => new() { Network = o }));
        _mlContext.FallbackToCpu = true;
        using ConvNetTransformer model = Fit(Rows(8), o => new() { Network = o, Epochs = 1 });
        Assert.Equal("cpu", model.History!.Device);
        Assert.Contains(lines, l => l.Contains("FallbackToCpu is set", StringComparison.Ordinal));
    }

    private static List<ShapeRow> Rows(int count) => [.. Shapes.Rows(count)];

    private static ConvNetOptions Quiet(ConvNetOptions o) => o;

    private IDataView View(List<ShapeRow> rows) => _mlContext.Data.LoadFromEnumerable(rows);

    private ConvNetTransformer Fit(List<ShapeRow> rows, Func<Network, ConvNetOptions> options) =>
        _mlContext.DeepLearning.ConvNet(Quiet(options(Shapes.Network()))).Fit(View(rows));

    private sealed class OneClassRow
    {
        [VectorType(1, 8, 8)]
        public float[] Features { get; set; } = [];

        [KeyType(1)]
        public uint Label { get; set; }
    }

    private sealed class TextRow
    {
        [VectorType(1, Shapes.Size, Shapes.Size)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }
}
