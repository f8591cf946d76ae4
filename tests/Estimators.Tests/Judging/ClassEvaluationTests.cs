using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Transforms.Tests;

namespace MlNetDeep.Estimators.Tests.Judging;

/// <summary>Generated rows before a classifier.</summary>
public sealed class ClassEvaluationTests
{
    private static readonly string[] _names = ["cat", "dog", "horse"];

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Rows_that_are_taken_for_what_was_asked_are_counted()
    {
        using ConvNetTransformer classifier = Classifier(named: false);
        // Asked, seen: 1 is the first class, 0 says that it is missing.
        ConditionalMetrics metrics = _ml.DeepLearning.EvaluateConditional(View([(1, 0), (1, 0), (1, 2), (2, 1), (0, 1), (2, -1)]), Hesitant(classifier));
        Assert.Equal((5, 1, 1), (metrics.Count, metrics.WithoutClass, metrics.Undecided));
        Assert.Equal(3 / 5.0, metrics.Accuracy);
        Assert.Equal([new ClassRecognition("0", 3, 2), new("1", 2, 1), new("2", 0, 0)], metrics.Classes);
        Assert.Equal((2 / 3.0, 0.5, double.NaN), (metrics.Classes[0].Accuracy, metrics.Classes[1].Accuracy, metrics.Classes[2].Accuracy));
        Assert.Equal((2, 1, 0), (metrics.Taken(0, 0), metrics.Taken(0, 2), metrics.Taken(2, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Taken(3, 0));
    }

    [Fact]
    public void Classes_go_by_name_where_both_have_one()
    {
        using ConvNetTransformer classifier = Classifier(named: true);
        List<TextRow> rows = [.. new[] { (2, "horse"), (0, "cat"), (1, "horse"), (0, "cat") }.Select(r => new TextRow { Features = Seen(r.Item1), Label = r.Item2 })];
        IDataView text = _ml.Data.LoadFromEnumerable(rows);
        // The keys of the rows: horse 1, cat 2, and no dog.
        IDataView keys = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(text).Transform(text);
        foreach (IDataView view in new[] { text, keys })
        {
            ConditionalMetrics metrics = _ml.DeepLearning.EvaluateConditional(view, classifier);
            Assert.Equal([new ClassRecognition("cat", 2, 2), new("dog", 0, 0), new("horse", 2, 1)], metrics.Classes);
            Assert.Equal(1, metrics.Taken(2, 1));
        }

        rows[1].Label = "mouse";
        Assert.Contains("the class 'mouse', which the classifier does not know; its classes are 'cat', 'dog', 'horse'",
            Assert.Throws<ColumnException>(() => _ml.DeepLearning.EvaluateConditional(_ml.Data.LoadFromEnumerable(rows), classifier)).Message);
        IDataView strange = _ml.Data.LoadFromEnumerable(rows);
        Assert.Contains("'mouse'", Assert.Throws<ColumnException>(() => _ml.DeepLearning.EvaluateConditional(
            _ml.Transforms.Conversion.MapValueToKey("Label").Fit(strange).Transform(strange), classifier)).Message);
    }

    [Fact]
    public void Any_transformer_with_a_decision_serves()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(new[] { (2, "horse"), (0, "cat"), (1, "horse") }.Select(r => new TextRow { Features = Seen(r.Item1), Label = r.Item2 }));
        using ConvNetTransformer classifier = Classifier(named: true);
        ITransformer chain = _ml.Transforms.CopyColumns("Decision", "PredictedLabel").Fit(classifier.Transform(rows));
        var whole = new TransformerChain<ITransformer>(classifier, chain);
        Assert.Equal(2 / 3.0, _ml.DeepLearning.EvaluateConditional(rows, whole).Accuracy);
        Assert.Equal(2 / 3.0, _ml.DeepLearning.EvaluateConditional(rows, whole, new ClassEvaluationOptions { PredictedLabelColumnName = "Decision" }).Accuracy);
        Assert.Contains("is not", Assert.Throws<OptionsException>(() => _ml.DeepLearning.EvaluateConditional(rows, whole, imageColumnName: "Features")).Message);
        Assert.Contains("with the classifier's decision has type", Assert.Throws<ColumnException>(
            () => _ml.DeepLearning.EvaluateConditional(rows, whole, new ClassEvaluationOptions { PredictedLabelColumnName = "Score" })).Message);
    }

    [Fact]
    public void A_binary_classifier_knows_false_and_true()
    {
        using ConvNetTransformer classifier = _ml.DeepLearning.Score(TestNetworks.Probability(), new() { Task = NetworkTask.Binary });
        IDataView rows = _ml.Data.LoadFromEnumerable(
            new[] { (1f, true), (-9f, false), (-9f, true), (2f, true) }.Select(r => new BooleanRow { Features = [r.Item1, 0, 0, 0], Label = r.Item2 }));
        ConditionalMetrics metrics = _ml.DeepLearning.EvaluateConditional(rows, classifier);
        Assert.Equal([new ClassRecognition("False", 1, 1), new("True", 3, 2)], metrics.Classes);
        Assert.Equal([2L, 2L], _ml.DeepLearning.EvaluateBalance(rows, classifier).Classes.Select(c => c.Count));
        using ConvNetTransformer regression = _ml.DeepLearning.Score(TestNetworks.WeightedSum(), new() { Task = NetworkTask.Regression });
        Assert.Throws<ArgumentException>(() => _ml.DeepLearning.EvaluateBalance(rows, regression));
    }

    [Fact]
    public void The_balance_counts_classes()
    {
        using ConvNetTransformer classifier = Classifier(named: true);
        ClassBalance balance = _ml.DeepLearning.EvaluateBalance(View([(0, 1), (0, 1), (0, 1), (0, 0)]), classifier, "Sample");
        Assert.Equal((4, 0), (balance.Count, balance.Undecided));
        Assert.Equal([new ClassShare("cat", 1, 0.25), new("dog", 3, 0.75), new("horse", 0, 0)], balance.Classes);
        Assert.Equal(("horse", "dog"), (balance.Smallest.Name, balance.Largest.Name));
        Assert.Equal(-0.25 * Math.Log(0.25) - 0.75 * Math.Log(0.75), balance.Entropy, 1e-12);
        Assert.Equal(balance.Entropy / Math.Log(3), balance.RelativeEntropy, 1e-12);

        balance = _ml.DeepLearning.EvaluateBalance(View([(0, 1), (0, -1)]), Hesitant(classifier));
        Assert.Equal((1, 1), (balance.Count, balance.Undecided));
        Assert.Equal(1, _ml.DeepLearning.EvaluateBalance(View([(0, 0), (0, 1), (0, 2)]), classifier, "Sample").RelativeEntropy, 1e-12);
        Assert.Equal(0, _ml.DeepLearning.EvaluateBalance(View([(0, 2), (0, 2)]), classifier, "Sample").Entropy);
        Assert.True(double.IsNaN(_ml.DeepLearning.EvaluateBalance(View([]), classifier, "Sample").Entropy));
    }

    [Fact]
    public void Bad_columns_and_options_are_told_and_nothing_native_stays()
    {
        int batches = ScoreBatch.LiveCount;
        using (ConvNetTransformer classifier = Classifier(named: false))
        {
            IDataView view = View([(1, 0)]);
            Assert.Contains("There is no column 'Features' of generated images", Assert.Throws<ColumnException>(() => _ml.DeepLearning.EvaluateConditional(view, classifier)).Message);
            Assert.Contains("There is no column 'Class' with the class that was asked for", Assert.Throws<ColumnException>(
                () => _ml.DeepLearning.EvaluateConditional(view, classifier, "Class", "Sample")).Message);
            Assert.Contains("expected a key of UInt32, text or a Boolean", Assert.Throws<ColumnException>(
                () => _ml.DeepLearning.EvaluateConditional(view, classifier, "Sample", "Sample")).Message);
            Assert.Equal(4, Assert.Throws<OptionsException>(() => _ml.DeepLearning.EvaluateConditional(view, classifier, new ClassEvaluationOptions
            {
                ClassColumnName = "",
                ImageColumnName = " ",
                PredictedLabelColumnName = "",
                Fit = (ImageFit)7,
            })).Problems.Count);
            using var cancelled = new CancellationTokenSource();
            cancelled.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => _ml.DeepLearning.EvaluateBalance(
                view, classifier, new ClassEvaluationOptions { ImageColumnName = "Sample", CancellationToken = cancelled.Token }));

            using ConvNetTransformer two = _ml.DeepLearning.Score(MlNetDeep.Network.Input(4).Dense(2).Build(1));
            Assert.Contains("has 3 classes, the classifier's 'PredictedLabel' 2", Assert.Throws<ColumnException>(
                () => _ml.DeepLearning.EvaluateConditional(view, two, imageColumnName: "Sample")).Message);
        }

        Assert.Equal(batches, ScoreBatch.LiveCount);
    }

    private ConvNetTransformer Classifier(bool named) => _ml.DeepLearning.Score(TestNetworks.Identity(), new()
    {
        Classes = named ? ClassLabels.FromText(_names) : ClassLabels.Unnamed(3),
    });

    // What the classifier takes for a class, -1 for what it cannot take for any.
    private static float[] Seen(int index) => [.. Enumerable.Range(0, 4).Select(i => i == (index < 0 ? 3 : index) ? 1f : 0f)];

    // A classifier with a missing key where the last value is set.
    private TransformerChain<ITransformer> Hesitant(ITransformer classifier) => new(
        _ml.Transforms.CopyColumns("Features", "Sample").Fit(View([])), classifier,
        _ml.Transforms.CustomMapping<SeenRow, DecidedRow>((seen, decided) => decided.PredictedLabel = seen.Sample[3] > 0 ? uint.MaxValue : seen.PredictedLabel - 1, null)
            .Fit(classifier.Transform(_ml.Transforms.CopyColumns("Features", "Sample").Fit(View([])).Transform(View([])))));

    // In objects keys count from 0, and what is too large is missing.
    private IDataView View(IEnumerable<(uint Asked, int Seen)> rows) =>
        _ml.Data.LoadFromEnumerable(rows.Select(r => new KeyRow { Label = unchecked(r.Asked - 1), Sample = Seen(r.Seen) }).ToList());

    private sealed class SeenRow
    {
        [VectorType(4)]
        public float[] Sample { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }

    private sealed class DecidedRow
    {
        [KeyType(3)]
        public uint PredictedLabel { get; set; }
    }

    private sealed class KeyRow
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(4)]
        public float[] Sample { get; set; } = [];
    }

    private sealed class TextRow
    {
        public string Label { get; set; } = "";

        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }

    private sealed class BooleanRow
    {
        public bool Label { get; set; }

        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }
}
