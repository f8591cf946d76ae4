using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators.Tests.Vae;

/// <summary>The real digits: MLNETDEEP_DATA names a folder with mnist/*.gz.</summary>
public sealed class RealDigitVaeTests(ITestOutputHelper output)
{
    private const int Side = 28, Test = 1000;

    private readonly MLContext _mlContext = new(seed: 1);

    /// <summary>
    /// An epoch over all digits, and digits whose quarters changed places, as many grey values as before, for anomalies.
    /// </summary>
    [Fact]
    public void DigitsAreKnownAndTheirQuartersInOtherPlacesAreNot()
    {
        string folder = Path.Combine(Environment.GetEnvironmentVariable("MLNETDEEP_DATA") ?? "", "mnist");
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "train-images-idx3-ubyte.gz")), "MLNETDEEP_DATA names no folder with mnist/train-images-idx3-ubyte.gz.");
        IDataView train = Load("train"), test = _mlContext.Data.TakeRows(Load("t10k"), Test);

        var watch = Stopwatch.StartNew();
        using VaeTransformer model = _mlContext.DeepLearning.Vae(new VaeOptions
        {
            Epochs = 1,
            BatchSize = 128,
            Seed = 1,
            Device = "cpu",
            Threads = 2,
            Progress = ProgressOutput.None,
        }).Fit(train);
        double elbo = model.Transform(test).GetColumn<float>("Elbo").Average();
        AnomalyDetectionMetrics metrics = _mlContext.AnomalyDetection.Evaluate(model.Transform(Mixed(test)), falsePositiveCount: 10);
        output.WriteLine($"{watch.Elapsed.TotalSeconds:F0} s, loss {model.History!.Epochs[0].Loss:F1} ({model.History.Epochs[0].Duration.TotalSeconds:F0} s)");
        output.WriteLine($"ELBO of {Test} test digits {elbo:F2}, AUC {metrics.AreaUnderRocCurve:F4}, found at 10 false alarms {metrics.DetectionRateAtFalsePositiveCount:P1}");
        Assert.InRange(elbo, -135, -85);
        Assert.InRange(metrics.AreaUnderRocCurve, 0.97, 1);
        Assert.InRange(metrics.DetectionRateAtFalsePositiveCount, 0.6, 1);

        IDataView Load(string kind) => _mlContext.DeepLearning.LoadIdx(
            Path.Combine(folder, $"{kind}-images-idx3-ubyte.gz"), Path.Combine(folder, $"{kind}-labels-idx1-ubyte.gz"));
    }

    private IDataView Mixed(IDataView digits) => _mlContext.Data.LoadFromEnumerable(
        digits.GetColumn<byte[]>("Features").SelectMany(image => new[]
        {
            new Row { Features = image },
            new Row { Features = [.. Enumerable.Range(0, Side * Side).Select(i => image[Swapped(i / Side, i % Side)])], Label = 1 },
        }).ToList());

    private static int Swapped(int row, int column) => ((row + (Side / 2)) % Side * Side) + ((column + (Side / 2)) % Side);

    private sealed class Row
    {
        [VectorType(1, Side, Side)]
        public byte[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
