using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Transforms.Tests;

namespace MlNetDeep.Estimators.Tests.Judging;

/// <summary>
/// Real digits against other real digits, and against what is none. The network's weights are random, which suffices to
/// tell them apart.
/// </summary>
public sealed class RealDigitTests(ITestOutputHelper output)
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly Network _network = MlNetDeep.Networks.MnistConvNet(seed: 3);

    [Fact]
    public void Digits_are_like_digits_and_noise_is_not()
    {
        List<Digit> train = Digits("train", 20_000), some = train[..2000];
        int[] places = [.. Enumerable.Range(0, 784)];
        new Random(1).Shuffle(places);
        List<Digit> scattered = [.. train[2000..4000].Select(d => new Digit { Image = [.. places.Select(place => d.Image[place])] })];

        GenerativeMetrics same = Evaluate(train[..10_000], train[10_000..]), few = Evaluate(some, train[2000..4000]),
            half = Evaluate(some, [.. train[2000..].Where(d => d.Label < 5).Take(2000)]), noise = Evaluate(some, scattered);

        Assert.True(same.FrechetDistance < few.FrechetDistance);
        Assert.True(few.FrechetDistance < half.FrechetDistance / 5);
        Assert.True(few.FrechetDistance < noise.FrechetDistance / 20);
        Assert.True(Math.Abs(same.KernelDistance) < half.KernelDistance / 5);
        Assert.InRange(same.Precision, 0.8, 1);
        Assert.InRange(same.Recall, 0.8, 1);
        Assert.True(half.Precision > 0.8 && half.Recall < 0.7);
        Assert.True(noise.Precision < half.Precision && noise.Recall < 0.05);
    }

    [Fact]
    public void Copies_of_training_digits_are_found()
    {
        List<Digit> train = Digits("train", 10_000), samples = Digits("t10k", 10);
        samples[3] = train[9876];
        samples[8] = train[4];
        using var folder = new TemporaryFolder();
        NearestNeighbours found = _ml.DeepLearning.FindNearestNeighbours(
            _ml.Data.LoadFromEnumerable(train), _ml.Data.LoadFromEnumerable(samples), _network, new() { Threads = 2 });
        Assert.Equal((9876L, 4L), (found.Rows[3].Neighbours[0].Row, found.Rows[8].Neighbours[0].Row));
        Assert.All(found.Rows, row => Assert.Equal(row.Row is 3 or 8, row.Neighbours[0].Distance < 1e-4 * found.MeanDistance));
        Assert.Equal(samples[3].Image, found.Rows[3].Neighbours[0].Image!.Pixels.ToArray());
        found.SavePng(folder.File("neighbours.png"));
        Assert.True(new FileInfo(folder.File("neighbours.png")).Length > 1000);
    }

    private GenerativeMetrics Evaluate(List<Digit> real, List<Digit> generated)
    {
        var watch = Stopwatch.StartNew();
        GenerativeMetrics metrics = _ml.DeepLearning.EvaluateGenerated(_ml.Data.LoadFromEnumerable(real), _ml.Data.LoadFromEnumerable(generated),
            _network, new GenerativeEvaluationOptions { Threads = 2, BatchSize = 128 });
        output.WriteLine($"{watch.Elapsed.TotalSeconds:F1} s: {metrics}");
        return metrics;
    }

    private List<Digit> Digits(string kind, int count)
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA does not name a folder of data sets and models.");
        string images = Path.Combine(data, "mnist", $"{kind}-images-idx3-ubyte.gz");
        Assert.SkipUnless(File.Exists(images), $"MLNETDEEP_DATA has no mnist/{Path.GetFileName(images)}.");
        IDataView view = _ml.DeepLearning.LoadIdx(images, Path.Combine(data, "mnist", $"{kind}-labels-idx1-ubyte.gz"), imageColumnName: "Image");
        return [.. _ml.Data.CreateEnumerable<Digit>(view, reuseRowObject: false).Take(count)];
    }

    private sealed class Digit
    {
        [VectorType(1, 28, 28)]
        public byte[] Image { get; set; } = [];

        public uint Label { get; set; }
    }
}
