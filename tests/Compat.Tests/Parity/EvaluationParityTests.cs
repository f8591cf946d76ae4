using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Parity;

/// <summary>The metrics of fixed predictions, against those of the real ML.NET.</summary>
public sealed class EvaluationParityTests
{
    private const string File = "evaluation.json";
    private readonly MLContext _ml = new(1);
    private readonly JsonNode _rows = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(Snapshot.Folder, "rows.json")))!;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void Multiclass(int topK)
    {
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(MulticlassView(named: false), topKPredictionCount: topK);
        Snapshot.Check(File, $"multiclass top {topK}", Describe(metrics));
    }

    [Fact]
    public void MulticlassWithClassNames()
    {
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(MulticlassView(named: true));
        Snapshot.Check(File, "multiclass named", Describe(metrics));
    }

    [Fact]
    public void MulticlassWhereClassesAreMissing()
    {
        // Only classes 0 and 2 occur: the others have no log-loss and do not count in the macro accuracy.
        IDataView view = MulticlassView(named: false, label => label is 0 or 2);
        Snapshot.Check(File, "multiclass two of four", Describe(_ml.MulticlassClassification.Evaluate(view, topKPredictionCount: 3)));
    }

    [Fact]
    public void BinaryCalibrated()
    {
        CalibratedBinaryClassificationMetrics metrics = _ml.BinaryClassification.Evaluate(BinaryView(_ => true));
        Snapshot.Check(File, "binary calibrated", Describe(metrics));
    }

    [Fact]
    public void BinaryNonCalibrated() =>
        Snapshot.Check(File, "binary", Describe(_ml.BinaryClassification.EvaluateNonCalibrated(BinaryView(_ => true))));

    [Fact]
    public void BinaryOfOneClassOnly()
    {
        // Which error, not in which words.
        Exception? error = Record.Exception(() => _ml.BinaryClassification.EvaluateNonCalibrated(BinaryView(label => label)));
        Snapshot.Check(File, "binary positives only", JsonValue.Create(error?.GetType().Name ?? "no error"));
    }

    [Fact]
    public void Regression()
    {
        Snapshot.Check(File, "regression", Describe(_ml.Regression.Evaluate(RegressionView())));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(9, null)]
    [InlineData(null, "PredictedLabel")]
    public void MulticlassCrossValidation(int? seed, string? samplingKey) => Snapshot.Check(
        File,
        $"multiclass folds, seed {seed?.ToString() ?? "of the context"}, by {samplingKey ?? "nothing"}",
        DescribeFolds(_ml.MulticlassClassification.CrossValidate(MulticlassView(named: false), Nothing(), 3, samplingKeyColumnName: samplingKey, seed: seed), Describe));

    [Fact]
    public void BinaryCrossValidation()
    {
        IDataView view = BinaryView(_ => true);
        Snapshot.Check(File, "binary folds", DescribeFolds(_ml.BinaryClassification.CrossValidateNonCalibrated(view, Nothing(), 4), Describe));
        Snapshot.Check(File, "binary calibrated folds", DescribeFolds(_ml.BinaryClassification.CrossValidate(view, Nothing(), 4), Describe));
    }

    [Fact]
    public void RegressionCrossValidation() =>
        Snapshot.Check(File, "regression folds", DescribeFolds(_ml.Regression.CrossValidate(RegressionView(), Nothing()), Describe));

    // The scores are in the rows already, so the fitted pipeline has nothing to do.
    private IEstimator<ITransformer> Nothing() => _ml.Transforms.CopyColumns("Again", "Label");

    private static JsonArray DescribeFolds<T>(IReadOnlyList<TrainCatalogBase.CrossValidationResult<T>> folds, Func<T, JsonObject> describe)
        where T : class => new([.. folds.Select(fold => new JsonObject
        {
            ["fold"] = fold.Fold,
            ["metrics"] = describe(fold.Metrics),
            ["labels"] = Labels(fold.ScoredHoldOutSet),
        })]);

    private static string Labels(IDataView view) => view.Schema["Again"].Type switch
    {
        BooleanDataViewType => string.Join(' ', view.GetColumn<bool>("Again")),
        KeyDataViewType => string.Join(' ', view.GetColumn<uint>("Again")),
        _ => string.Join(' ', view.GetColumn<float>("Again")),
    };

    private IDataView MulticlassView(bool named, Func<uint, bool>? keep = null)
    {
        MulticlassRow[] rows = [.. _rows["multiclass"]!.AsArray().Select(r => new MulticlassRow
        {
            Label = Key(r!["label"]!.GetValue<uint>()),
            Score = [.. r["score"]!.AsArray().Select(s => s!.GetValue<float>())],
            PredictedLabel = Key(r["predicted"]!.GetValue<uint>()),
        }).Where(r => keep?.Invoke(r.Label) ?? true)];
        SchemaDefinition definition = SchemaDefinition.Create(typeof(MulticlassRow));
        if (named)
        {
            ReadOnlyMemory<char>[] names = [.. new[] { "cat", "dog", "horse", "a longer name" }.Select(n => n.AsMemory())];
            var type = new VectorDataViewType(TextDataViewType.Instance, 4);
            definition["Score"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(4, names), type);
            definition["Label"].AddAnnotation("KeyValues", new VBuffer<ReadOnlyMemory<char>>(4, names), type);
        }
        return _ml.Data.LoadFromEnumerable(rows, definition);
    }

    private IDataView RegressionView() => _ml.Data.LoadFromEnumerable(_rows["regression"]!.AsArray()
        .Select(r => new RegressionRow { Label = r!["label"]!.GetValue<float>(), Score = r["score"]!.GetValue<float>() }).ToArray());

    // A key member of a row class counts from 0, the view's key from 1; what is past the end is missing.
    private static uint Key(uint key) => key == 0 ? uint.MaxValue : key - 1;

    private IDataView BinaryView(Func<bool, bool> keep) => _ml.Data.LoadFromEnumerable(_rows["binary"]!.AsArray().Select(r => new BinaryRow
    {
        Label = r!["label"]!.GetValue<bool>(),
        Score = r["score"]!.GetValue<float>(),
        Probability = r["probability"]!.GetValue<float>(),
        PredictedLabel = r["predicted"]!.GetValue<bool>(),
    }).Where(r => keep(r.Label)).ToArray());

    private static JsonObject Describe(MulticlassClassificationMetrics m) => new()
    {
        ["logLoss"] = Snapshot.Number(m.LogLoss),
        ["logLossReduction"] = Snapshot.Number(m.LogLossReduction),
        ["macro"] = Snapshot.Number(m.MacroAccuracy),
        ["micro"] = Snapshot.Number(m.MicroAccuracy),
        ["topK"] = Snapshot.Number(m.TopKAccuracy),
        ["topKCount"] = m.TopKPredictionCount,
        ["topKAll"] = m.TopKAccuracyForAllK is null ? "null" : Snapshot.Numbers(m.TopKAccuracyForAllK),
        ["perClassLogLoss"] = Snapshot.Numbers(m.PerClassLogLoss),
        ["confusion"] = Describe(m.ConfusionMatrix),
    };

    private static JsonObject Describe(BinaryClassificationMetrics m) => new()
    {
        ["accuracy"] = Snapshot.Number(m.Accuracy),
        ["auc"] = Snapshot.Number(m.AreaUnderRocCurve),
        ["auprc"] = Snapshot.Number(m.AreaUnderPrecisionRecallCurve),
        ["f1"] = Snapshot.Number(m.F1Score),
        ["positivePrecision"] = Snapshot.Number(m.PositivePrecision),
        ["positiveRecall"] = Snapshot.Number(m.PositiveRecall),
        ["negativePrecision"] = Snapshot.Number(m.NegativePrecision),
        ["negativeRecall"] = Snapshot.Number(m.NegativeRecall),
        ["confusion"] = Describe(m.ConfusionMatrix),
    };

    private static JsonObject Describe(CalibratedBinaryClassificationMetrics m)
    {
        JsonObject described = Describe((BinaryClassificationMetrics)m);
        described["logLoss"] = Snapshot.Number(m.LogLoss);
        described["logLossReduction"] = Snapshot.Number(m.LogLossReduction);
        described["entropy"] = Snapshot.Number(m.Entropy);
        return described;
    }

    private static JsonObject Describe(RegressionMetrics m) => new()
    {
        ["mae"] = Snapshot.Number(m.MeanAbsoluteError),
        ["mse"] = Snapshot.Number(m.MeanSquaredError),
        ["rmse"] = Snapshot.Number(m.RootMeanSquaredError),
        ["r2"] = Snapshot.Number(m.RSquared),
        ["loss"] = Snapshot.Number(m.LossFunction),
    };

    private static JsonObject Describe(ConfusionMatrix m) => new()
    {
        ["classes"] = m.NumberOfClasses,
        ["counts"] = new JsonArray([.. m.Counts.Select(row => Snapshot.Numbers(row))]),
        ["precision"] = Snapshot.Numbers(m.PerClassPrecision),
        ["recall"] = Snapshot.Numbers(m.PerClassRecall),
        ["table"] = m.GetFormattedConfusionTable().ReplaceLineEndings("\n"),
    };

    private sealed class MulticlassRow
    {
        [KeyType(4)]
        public uint Label { get; set; }

        [VectorType(4)]
        public float[] Score { get; set; } = [];

        [KeyType(4)]
        public uint PredictedLabel { get; set; }
    }

    private sealed class BinaryRow
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class RegressionRow
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
