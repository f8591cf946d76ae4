using MlNetDeep.Estimators.Augmenting;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Augmenting;

/// <summary>Batches without a data view.</summary>
internal static class Batches
{
    public static AugmentedBatch Of(Tensor images, long[]? rows = null, int seed = 1, int epoch = 0, bool isBounded = true, bool isBgr = false) =>
        new(images, rows ?? [.. Enumerable.Range(0, (int)images.size(0)).Select(i => (long)i)], seed, epoch, isBounded, isBgr);

    /// <summary>Random pixels from 0 to 1.</summary>
    public static Tensor Noise(int count, int channels, int height, int width)
    {
        var random = new Random(count);
        float[] values = [.. Enumerable.Range(0, count * channels * height * width).Select(_ => random.NextSingle())];
        return tensor(values).reshape(count, channels, height, width);
    }

    public static Tensor Apply(Tensor images, Augmentation[] recipe, long[]? rows = null, int seed = 1, int epoch = 0) =>
        Apply(Of(images, rows, seed, epoch), recipe).Images;

    public static AugmentedBatch Apply(AugmentedBatch batch, Augmentation[] recipe)
    {
        Augmenter.Run(batch, recipe);
        return batch;
    }
}
