using Microsoft.ML;
using MlNetDeep.Estimators.LibTorch;
using MlNetDeep.Estimators.Training;
using TorchSharp;

namespace MlNetDeep;

/// <summary>Compares generated images with real ones: one pass over each side, then the kept features with each other.</summary>
internal static class GenerativeEvaluator
{
    public static GenerativeMetrics Evaluate(
        MLContext context, IDataView real, IDataView generated, Network network, GenerativeEvaluationOptions options)
    {
        OptionsCheck.Throw(options);
        TorchLibrary.Ready();
        using var threads = new TorchRuntime(options.Threads);
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

        using FeatureSet realSet = Read(judge, realImages, options, options.Seed);
        using FeatureSet generatedSet = Read(judge, generatedImages, options, unchecked(options.Seed + 1));
        int fewest = Math.Min(realSet.KeptCount, generatedSet.KeptCount);
        int subset = options.KernelSubsetSize == 0 ? Math.Clamp(fewest / 2, 2, 1000) : options.KernelSubsetSize;
        if (subset > fewest)
        {
            throw new DeepLearningException(
                $"KernelSubsetSize is {subset}, but there are {realSet.KeptCount} real and {generatedSet.KeptCount} generated rows. Give fewer, or 0.");
        }

        CancellationToken cancellation = options.CancellationToken;
        using torch.Tensor realRows = realSet.Kept(), generatedRows = generatedSet.Kept();
        (double precision, double recall) = Neighbourhoods.Compare(realRows, generatedRows, options.Neighbours, cancellation);
        return new GenerativeMetrics
        {
            FrechetDistance = FrechetDistance.Between(realSet, generatedSet, cancellation),
            KernelDistance = KernelDistance.Of(realRows, generatedRows, cancellation),
            KernelDistanceStandardDeviation = KernelDistance.StandardDeviation(
                realRows, generatedRows, options.KernelSubsets, subset, options.Seed, cancellation),
            KernelSubsetSize = subset,
            Precision = precision,
            Recall = recall,
            Neighbours = options.Neighbours,
            RealCount = realSet.Count,
            GeneratedCount = generatedSet.Count,
            KeptRealCount = realSet.KeptCount,
            KeptGeneratedCount = generatedSet.KeptCount,
            RealVariance = realSet.Variance(),
            GeneratedVariance = generatedSet.Variance(),
            Network = judge.Name,
            Layer = judge.Layer,
            FeatureCount = judge.Size,
        };
    }

    private static FeatureSet Read(JudgingNetwork judge, JudgedImages images, GenerativeEvaluationOptions options, int seed)
    {
        var set = new FeatureSet(judge.Size, options.MaxKeptRows, seed);
        try
        {
            long rows = judge.Read(images, long.MaxValue, options.CancellationToken, set.Add);
            // One neighbour more than a row itself, and two rows for a variance.
            int least = Math.Max(2, options.Neighbours + 1);
            if (rows < least)
            {
                throw new DeepLearningException(
                    $"There are {rows} {images.Side} rows; {least} or more are needed for a covariance and {options.Neighbours} neighbours of a row. "
                    + "Give more rows, or fewer Neighbours.");
            }

            set.Complete();
            return options.Neighbours < set.KeptCount ? set : throw new OptionsException(
                [$"Neighbours is {options.Neighbours}, but only {set.KeptCount} rows are kept; give more MaxKeptRows."]);
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }
}
