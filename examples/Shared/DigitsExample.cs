using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDeep.Examples;

/// <summary>
/// The whole life of a convnet inside an ML.NET pipeline: load, train, evaluate, save, load again, predict, export to
/// ONNX, report. Each step checks what it promises.
/// </summary>
public static class DigitsExample
{
    private const int Classes = 10;

    // 5,000 of 60,000: the curves show how training goes without a look at the test digits.
    internal const double ValidationFraction = 1.0 / 12;

    /// <summary>Runs all steps.</summary>
    /// <param name="settings">The data, the recipe and where the results go.</param>
    /// <param name="cancellation">Ends the training early; what follows uses the best model so far.</param>
    /// <exception cref="CheckFailedException">The accuracy is too low, or predictions differ where they must not.</exception>
    public static void Run(DigitsSettings settings, CancellationToken cancellation)
    {
        DigitFiles files = DigitFiles.Find(settings.Data!);
        Directory.CreateDirectory(settings.Output);
        MLContext mlContext = new(settings.Seed);

        IDataView train = mlContext.DeepLearning.LoadIdx(files.TrainImages, files.TrainLabels);
        if (settings.Rows > 0)
            train = mlContext.Data.TakeRows(train, settings.Rows);
        Network network = Networks.MnistConvNet(Classes, seed: settings.Seed);
        Print($"{settings.Name}: {Rows(train):N0} training digits from {settings.Data}");
        Print($"{network.Summary()}");

        FirstBatchClock firstBatch = new();
        Stopwatch clock = Stopwatch.StartNew();
        TransformerChain<KeyToValueMappingTransformer> model = Pipeline(mlContext, network, settings, firstBatch, cancellation).Fit(train);
        TimeSpan trainingTime = clock.Elapsed;

        ConvNetTransformer trained = model.OfType<ConvNetTransformer>().Single();
        firstBatch.OnTrained();
        if (trained.History is TrainingHistory history)
            Print($"Trained on {history.Device} with seed {history.Seed} in {trainingTime.TotalSeconds:F0} s; epoch {history.BestEpoch} was the best");

        IDataView test = mlContext.DeepLearning.LoadIdx(files.TestImages, files.TestLabels);
        IDataView scored = model.Transform(test);
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(scored);
        double accuracy = metrics.MicroAccuracy * 100;
        Print($"Test: accuracy {accuracy:F2} %, log loss {metrics.LogLoss:F4}");
        float[] scores = DigitChecks.Scores(scored);

        string modelPath = Path.Combine(settings.Output, "model.zip");
        CheckReload(mlContext, model, train.Schema, modelPath, test, scores);
        float difference = CheckOnnx(mlContext, model, train.Schema, Path.Combine(settings.Output, "model.onnx"), test, scores);

        string reportPath = Path.Combine(settings.Output, "report.html");
        DigitsReport.Save(reportPath, settings, trained, scored, difference, Rows(train));

        string result = $"{accuracy:F2} % of {Rows(test):N0} test digits right";
        if (accuracy < settings.MinimumAccuracy)
            throw new CheckFailedException(Text($"{settings.Name}: {result}, at least {settings.MinimumAccuracy} % were expected; report: {reportPath}"));
        Print($"{settings.Name}: {result}, trained in {trainingTime.TotalSeconds:F0} s; report: {reportPath}");
    }

    private static EstimatorChain<KeyToValueMappingTransformer> Pipeline(
        MLContext mlContext, Network network, DigitsSettings settings, FirstBatchClock firstBatch, CancellationToken cancellation) =>
        mlContext.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(mlContext.DeepLearning.ConvNet(new ConvNetOptions
            {
                Progress = ProgressOutput.Auto,
                Network = network,
                Epochs = settings.Epochs,
                BatchSize = settings.BatchSize,
                Optimizer = new AdamWOptions(),
                LearningRate = settings.LearningRate,
                Schedule = LearningRateSchedule.OneCycle(),
                ValidationFraction = ValidationFraction,
                Seed = settings.Seed,
                Device = settings.Device,
                Threads = settings.Threads,
                // Only on the CPU, where the loss of a step is at hand anyway.
                OnBatchEnd = settings.Device == "cpu" ? firstBatch.OnBatchEnd : null,
                CancellationToken = cancellation,
            }))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("Digit", "PredictedLabel"));

    // A fresh context knows nothing of this one: what it predicts comes from the file alone.
    private static void CheckReload(MLContext mlContext, ITransformer model, DataViewSchema schema, string path, IDataView test, float[] scores)
    {
        mlContext.Model.Save(model, schema, path);
        MLContext fresh = new();
        fresh.DeepLearning.RegisterLoaders();
        ITransformer reloaded = fresh.Model.Load(path, out _);
        DigitChecks.SameScores(scores, DigitChecks.Scores(reloaded.Transform(test)));
        Print($"Saved and reloaded {path}: all {Rows(test):N0} predictions are equal");

        Digit first = fresh.Data.CreateEnumerable<Digit>(fresh.Data.TakeRows(test, 1), reuseRowObject: false).First();
        using PredictionEngine<Digit, DigitPrediction> engine = fresh.Model.CreatePredictionEngine<Digit, DigitPrediction>(reloaded);
        DigitPrediction prediction = engine.Predict(first);
        Print($"PredictionEngine: the first test digit is a {first.Label}, predicted {prediction.Digit} ({prediction.Score.Max():P2})");
    }

    private static float CheckOnnx(MLContext mlContext, ITransformer model, DataViewSchema schema, string path, IDataView test, float[] scores)
    {
        mlContext.DeepLearning.ExportToOnnx(model, schema, path, new() { Form = OnnxForm.Network });
        float difference = DigitChecks.CompareWithOnnx(path, test, scores, Classes);
        Print($"Exported {path}: ONNX Runtime differs by at most {difference:g2}");
        return difference;
    }

    private static long Rows(IDataView data) => data.GetRowCount() ?? throw new CheckFailedException("The number of digits is not known.");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static void Print(FormattableString text) => Console.WriteLine(Text(text));
}
