using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Transforms.Tests;

namespace MlNetDeep.Estimators.Tests.Judging;

/// <summary>The numbers of <c>EvaluateGenerated</c>, against formulas and against numpy.</summary>
public sealed class GenerativeMetricsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_metrics_are_those_of_numpy(int threads)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "judging.json")));
        JsonElement[] cases = [.. golden.RootElement.GetProperty("cases").EnumerateArray()];
        Assert.Equal(4, cases.Length);
        foreach (JsonElement expected in cases)
        {
            float[][] real = Rows(expected, "real"), generated = Rows(expected, "generated");
            GenerativeMetrics metrics = Judged.Evaluate(real, generated, new()
            {
                Neighbours = expected.GetProperty("neighbours").GetInt32(),
                KernelSubsetSize = expected.GetProperty("subsetSize").GetInt32(),
                KernelSubsets = 2000,
                Threads = threads,
            });
            Close("frechet", metrics.FrechetDistance, 1e-8);
            Close("kernel", metrics.KernelDistance, 1e-8);
            Close("deviation", metrics.KernelDistanceStandardDeviation, 0.06);
            Close("precision", metrics.Precision, 1e-12);
            Close("recall", metrics.Recall, 1e-12);
            Assert.Equal((real.Length, generated.Length), (metrics.RealCount, metrics.GeneratedCount));
            Assert.Equal((real.Length, generated.Length), (metrics.KeptRealCount, metrics.KeptGeneratedCount));
            Assert.Equal(real[0].Length, metrics.FeatureCount);

            void Close(string name, double actual, double tolerance)
            {
                double value = expected.GetProperty(name).GetDouble();
                Assert.True(Math.Abs(actual - value) <= tolerance * Math.Max(1e-3, Math.Abs(value)), $"{expected.GetProperty("name")}, {name}: {value}, found {actual}");
            }
        }

        static float[][] Rows(JsonElement element, string name) =>
            [.. element.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetSingle()).ToArray())];
    }

    [Fact]
    public void Gaussians_with_commuting_covariances_have_the_known_distance()
    {
        // Two rows on each axis: mean 0 and variances 2 a^2 / (n - 1), exactly.
        double[] first = [1, 2, 0.5, 3, 0], second = [2, 2, 1.5, 0.25, 0];
        double[] shift = [0.5, -1, 0, 2, 1];
        double expected = shift.Sum(s => s * s);
        for (int i = 0; i < 5; i++)
            expected += Math.Pow((first[i] - second[i]) * Math.Sqrt(2 / 9.0), 2);

        Assert.Equal(expected, Judged.Evaluate(Cross(first, null), Cross(second, shift)).FrechetDistance, 1e-10);

        static float[][] Cross(double[] lengths, double[]? shift) =>
            [.. Enumerable.Range(0, 10).Select(row => Enumerable.Range(0, 5)
                .Select(i => (float)((i == row / 2 ? (row % 2 == 0 ? 1 : -1) * lengths[i] : 0) + (shift?[i] ?? 0))).ToArray())];
    }

    [Fact]
    public void Gaussians_of_two_dimensions_have_the_distance_of_the_closed_form()
    {
        float[][] first = Judged.Normal(200, 2, 3), second = [.. Judged.Normal(150, 2, 4).Select(x => new[] { x[0] + 2 * x[1] + 1, x[1] - x[0] })];
        (double[] m1, double[] s1) = Moments(first);
        (double[] m2, double[] s2) = Moments(second);
        // Of 2 x 2 matrices: tr(A^(1/2)) = sqrt(tr A + 2 sqrt(det A)).
        double trace = s1[0] * s2[0] + 2 * s1[1] * s2[1] + s1[2] * s2[2];
        double determinant = (s1[0] * s1[2] - s1[1] * s1[1]) * (s2[0] * s2[2] - s2[1] * s2[1]);
        double expected = Math.Pow(m1[0] - m2[0], 2) + Math.Pow(m1[1] - m2[1], 2) + s1[0] + s1[2] + s2[0] + s2[2]
            - 2 * Math.Sqrt(trace + 2 * Math.Sqrt(determinant));

        GenerativeMetrics metrics = Judged.Evaluate(first, second);
        Assert.Equal(expected, metrics.FrechetDistance, 1e-10);
        Assert.Equal(s1[0] + s1[2], metrics.RealVariance, 1e-10);
        Assert.Equal(s2[0] + s2[2], metrics.GeneratedVariance, 1e-10);
        Assert.Equal(expected, Judged.Evaluate(second, first).FrechetDistance, 1e-10);

        static (double[] Mean, double[] Covariance) Moments(float[][] rows)
        {
            double[] mean = [rows.Average(r => (double)r[0]), rows.Average(r => (double)r[1])];
            int n = rows.Length - 1;
            return (mean, [rows.Sum(r => Math.Pow(r[0] - mean[0], 2)) / n, rows.Sum(r => (r[0] - mean[0]) * (r[1] - mean[1])) / n,
                rows.Sum(r => Math.Pow(r[1] - mean[1], 2)) / n]);
        }
    }

    [Theory]
    [InlineData(700, 40)]
    [InlineData(30, 200)]
    public void Equal_sets_have_no_distance(int rows, int size)
    {
        float[][] set = Judged.Normal(rows, size, 5, mean: 3);
        GenerativeMetrics metrics = Judged.Evaluate(set, set);
        Assert.InRange(metrics.FrechetDistance, 0, 1e-6);
        Assert.Equal((1.0, 1.0), (metrics.Precision, metrics.Recall));
        // Unbiased: without the rows that are on both sides twice it would be 0, so it is below.
        Assert.InRange(metrics.KernelDistance, -50, 0);
        Assert.False(metrics.IsCollapsed);
    }

    [Fact]
    public void Many_rows_and_features_have_the_distance_of_a_shift_and_a_scale()
    {
        // More rows than a block, more features than a tile: the same rows shifted by 1 and made twice as large.
        float[][] real = Judged.Normal(900, 150, 6);
        float[][] generated = [.. real.Select(row => row.Select(x => 2 * x + 1).ToArray())];
        GenerativeMetrics metrics = Judged.Evaluate(real, generated);
        double means = Enumerable.Range(0, 150).Sum(i => Math.Pow(real.Average(row => (double)row[i]) + 1, 2));
        // S2 = 4 S1, so the rest is tr(S1) (2 - 1)^2. A float's rounding of 2 x + 1 stays below the tolerance.
        Assert.Equal(means + metrics.RealVariance, metrics.FrechetDistance, 1e-3);
        Assert.Equal(4 * metrics.RealVariance, metrics.GeneratedVariance, 1e-3);
    }

    [Fact]
    public void Disjoint_sets_have_neither_precision_nor_recall()
    {
        GenerativeMetrics metrics = Judged.Evaluate(Judged.Normal(100, 8, 7), Judged.Normal(80, 8, 8, mean: 100));
        Assert.Equal((0.0, 0.0), (metrics.Precision, metrics.Recall));
        Assert.InRange(metrics.FrechetDistance, 79_000, 81_000);
        Assert.True(metrics.KernelDistance > 1000);
    }

    [Fact]
    public void Part_of_the_truth_has_precision_without_recall()
    {
        float[][] left = Judged.Normal(100, 4, 9), right = Judged.Normal(100, 4, 10, mean: 50);
        GenerativeMetrics few = Judged.Evaluate([.. left, .. right], left);
        Assert.Equal((1.0, 0.5), (few.Precision, few.Recall));
        GenerativeMetrics many = Judged.Evaluate(left, [.. left, .. right]);
        Assert.Equal((0.5, 1.0), (many.Precision, many.Recall));
    }

    [Fact]
    public void A_generator_of_one_image_is_reported()
    {
        float[][] real = Judged.Normal(300, 6, 11);
        GenerativeMetrics metrics = Judged.Evaluate(real, [.. Enumerable.Repeat(real[0], 300)]);
        Assert.True(metrics.IsCollapsed);
        Assert.Equal(0, metrics.GeneratedVariance, 1e-12);
        Assert.Equal(1.0, metrics.Precision);
        Assert.InRange(metrics.Recall, 0, 0.1);
    }

    [Fact]
    public void The_order_of_rows_changes_nothing()
    {
        float[][] real = Judged.Normal(333, 10, 12), generated = Judged.Normal(280, 10, 13, mean: 0.3, deviation: 0.8);
        GenerativeMetrics metrics = Judged.Evaluate(real, generated);
        GenerativeMetrics shuffled = Judged.Evaluate([.. real.Reverse()], [.. generated.OrderBy(row => row[3])]);
        Assert.Equal(metrics.FrechetDistance, shuffled.FrechetDistance, 1e-10);
        Assert.Equal(metrics.KernelDistance, shuffled.KernelDistance, 1e-10);
        Assert.Equal((metrics.Precision, metrics.Recall), (shuffled.Precision, shuffled.Recall));
        Assert.InRange(metrics.Precision, 0.8, 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_and_threads_do_not_matter()
    {
        float[][] real = Judged.Normal(400, 7, 14), generated = Judged.Normal(300, 7, 15, mean: 0.2);
        GenerativeEvaluationOptions options = new() { MaxKeptRows = 150, KernelSubsets = 8, Seed = 5, Threads = 1 };
        GenerativeMetrics metrics = Judged.Evaluate(real, generated, options);
        Assert.Equal(metrics, Judged.Evaluate(real, generated, options));
        // Several threads may add up in another order.
        GenerativeMetrics threads = Judged.Evaluate(real, generated, options with { Threads = 3, BatchSize = 7 });
        Assert.Equal(metrics.FrechetDistance, threads.FrechetDistance, 1e-10);
        Assert.Equal(metrics.KernelDistance, threads.KernelDistance, 1e-10);
        Assert.Equal(metrics.KernelDistanceStandardDeviation, threads.KernelDistanceStandardDeviation, 1e-10);
        Assert.Equal((metrics.Precision, metrics.Recall), (threads.Precision, threads.Recall));
        Assert.Equal((400, 300, 150, 150), (metrics.RealCount, metrics.GeneratedCount, metrics.KeptRealCount, metrics.KeptGeneratedCount));
        Assert.Equal(75, metrics.KernelSubsetSize);
        Assert.True(metrics.KernelDistanceStandardDeviation > 0);

        GenerativeMetrics other = Judged.Evaluate(real, generated, options with { Seed = 6 });
        Assert.NotEqual(metrics.KernelDistance, other.KernelDistance);
        Assert.NotEqual(metrics.KernelDistanceStandardDeviation, other.KernelDistanceStandardDeviation);
        Assert.Equal(metrics.FrechetDistance, other.FrechetDistance);
    }

    [Fact]
    public void Of_many_rows_a_fair_sample_is_kept()
    {
        // Row i of 4,000 holds i; the mean place of 1,000 that are drawn fairly is 2,000 within 5 deviations of 37.
        float[][] rows = [.. Enumerable.Range(0, 4000).Select(i => new float[] { i, 0 })];
        using var set = new FeatureSet(2, 1000, seed: 3);
        foreach (float[] row in rows)
            set.Add(row);
        set.Complete();
        using TorchSharp.torch.Tensor all = set.Kept(), column = all.select(1, 0).contiguous();
        float[] kept = column.data<float>().ToArray();
        Assert.Equal(1000, kept.Distinct().Count());
        Assert.InRange(kept.Average(), 1815, 2185);
        Assert.InRange(kept.Count(value => value < 1000), 180, 320);
    }

    [Fact]
    public void A_subset_of_all_rows_does_not_vary()
    {
        GenerativeMetrics metrics = Judged.Evaluate(Judged.Normal(70, 5, 16), Judged.Normal(70, 5, 17), Judged.Quick with { KernelSubsetSize = 70 });
        Assert.Equal(0, metrics.KernelDistanceStandardDeviation, 1e-12);
    }

    [Fact]
    public void Layers_and_their_pooling_are_chosen()
    {
        MLContext ml = Judged.Ml;
        IDataView real = ml.Data.LoadFromEnumerable(Transforms.Tests.Rows.Pictures(40)), generated = ml.Data.LoadFromEnumerable(Transforms.Tests.Rows.Pictures(30, seed: 4));
        Network network = TestNetworks.Convolutional();
        GenerativeMetrics last = ml.DeepLearning.EvaluateGenerated(real, generated, network, "Features");
        GenerativeMetrics maps = ml.DeepLearning.EvaluateGenerated(real, generated, network, "Features", layer: "conv1");
        GenerativeMetrics all = ml.DeepLearning.EvaluateGenerated(real, generated, network,
            new GenerativeEvaluationOptions { RealColumnName = "Features", Layer = "conv1", Pooling = FeaturePooling.None });
        Assert.Equal((36, 4, 144), (last.FeatureCount, maps.FeatureCount, all.FeatureCount));
        Assert.Equal(network.Name, last.Network);
        Assert.Equal(network.FindFeatures(), last.Layer);
        Assert.Equal(network.FindValue("conv1"), maps.Layer);
        Assert.True(all.FrechetDistance > maps.FrechetDistance);
    }
}
