using Microsoft.ML;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>Compares generated images with real ones: one pass over each side, then the kept features with each other.</summary>
internal static class GenerativeEvaluator
{
    public static GenerativeMetrics Evaluate(
        MLContext context, IDataView real, IDataView generated, Network network, GenerativeEvaluationOptions options)
    {
        options.Check();
        ParallelOptions parallel = JudgingNetwork.Parallelism(options.Threads, options.CancellationToken);
        using var judge = new JudgingNetwork(context, network, options.Layer, options.Pooling, options.BatchSize, options.Device, options.Threads);
        if ((long)options.MaxKeptRows * judge.Size > GenerativeEvaluationOptions.MaxKeptValues)
        {
            throw new OptionsException(
            [
                $"MaxKeptRows is {options.MaxKeptRows:N0}, of {judge.Size:N0} features each; expected at most "
                + $"{GenerativeEvaluationOptions.MaxKeptValues / judge.Size:N0} rows, {GenerativeEvaluationOptions.MaxKeptValues:N0} values.",
            ]);
        }

        JudgedImages realImages = JudgedImages.Bind(context, real, options.RealColumnName, "real", judge.Features, options.Fit);
        JudgedImages generatedImages = JudgedImages.Bind(context, generated, options.GeneratedSource, "generated", judge.Features, options.Fit);
        JudgedImages.CheckAlike(realImages, generatedImages, options.AllowFloatsBesidePixels);

        (FeatureMoments realMoments, FeatureRows realRows) = Read(judge, realImages, options, options.Seed, parallel);
        (FeatureMoments generatedMoments, FeatureRows generatedRows) = Read(judge, generatedImages, options, unchecked(options.Seed + 1), parallel);
        int fewest = Math.Min(realRows.Count, generatedRows.Count);
        int subset = options.KernelSubsetSize == 0 ? Math.Clamp(fewest / 2, 2, 1000) : options.KernelSubsetSize;
        if (subset > fewest)
        {
            throw new DeepLearningException(
                $"KernelSubsetSize is {subset}, but there are {realRows.Count} real and {generatedRows.Count} generated rows. Give fewer, or 0.");
        }

        var realRadii = new NeighbourRadii(realRows, options.Neighbours);
        var withinReal = new KernelSum(realRows, realRows);
        PairSweep.Run(realRows, realRows, upperOnly: false, parallel, realRadii, withinReal);
        var generatedRadii = new NeighbourRadii(generatedRows, options.Neighbours);
        var withinGenerated = new KernelSum(generatedRows, generatedRows);
        PairSweep.Run(generatedRows, generatedRows, upperOnly: false, parallel, generatedRadii, withinGenerated);
        var hits = new ManifoldHits(realRows, generatedRows, realRadii, generatedRadii);
        var between = new KernelSum(realRows, generatedRows);
        PairSweep.Run(realRows, generatedRows, upperOnly: false, parallel, hits, between);
        return new GenerativeMetrics
        {
            FrechetDistance = FrechetDistance.Between(realMoments, generatedMoments, parallel),
            KernelDistance = KernelDistance.Of(withinReal, realRows.Count, withinGenerated, generatedRows.Count, between),
            KernelDistanceStandardDeviation = KernelDistance.StandardDeviation(
                realRows, generatedRows, options.KernelSubsets, subset, options.Seed, parallel),
            KernelSubsetSize = subset,
            Precision = hits.Precision,
            Recall = hits.Recall,
            Neighbours = options.Neighbours,
            RealCount = realMoments.Count,
            GeneratedCount = generatedMoments.Count,
            KeptRealCount = realRows.Count,
            KeptGeneratedCount = generatedRows.Count,
            RealVariance = realMoments.Variance,
            GeneratedVariance = generatedMoments.Variance,
            Network = judge.Name,
            Layer = judge.Layer,
            FeatureCount = judge.Size,
        };
    }

    private static (FeatureMoments Moments, FeatureRows Rows) Read(
        JudgingNetwork judge, JudgedImages images, GenerativeEvaluationOptions options, int seed, ParallelOptions parallel)
    {
        var moments = new FeatureMoments(judge.Size, parallel);
        var sampler = new FeatureSampler(judge.Size, options.MaxKeptRows, seed);
        long rows = judge.Read(images, long.MaxValue, options.CancellationToken, features =>
        {
            moments.Add(features);
            sampler.Add(features);
        });
        // One neighbour more than a row itself, and two rows for a variance.
        int least = Math.Max(2, options.Neighbours + 1);
        if (rows < least)
        {
            throw new DeepLearningException(
                $"There are {rows} {images.Side} rows; {least} or more are needed for a covariance and {options.Neighbours} neighbours of a row. "
                + "Give more rows, or fewer Neighbours.");
        }

        if (options.Neighbours >= sampler.Rows.Count)
            throw new OptionsException([$"Neighbours is {options.Neighbours}, but only {sampler.Rows.Count} rows are kept; give more MaxKeptRows."]);
        moments.Complete();
        return (moments, sampler.Rows);
    }
}
