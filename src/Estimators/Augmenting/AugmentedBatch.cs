using MlNetDeep.Estimators.Data;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>A batch under way through the steps of a recipe. Tensors are replaced, never changed: they may belong to the feed.</summary>
internal sealed class AugmentedBatch
{
    private const ulong Purpose = 0xA000;
    private const ulong PartnerPurpose = 0xB000;

    private readonly int _seed;
    private readonly int _epoch;
    private readonly long[] _rows;
    private readonly bool _isBgr;

    public AugmentedBatch(Tensor images, long[] rows, int seed, int epoch, bool isBounded, bool isBgr)
    {
        Images = images;
        Device = images.device;
        _rows = rows;
        _seed = seed;
        _epoch = epoch;
        _isBgr = isBgr;
        IsBounded = isBounded;
    }

    /// <summary>The images with black as 0 and white as 1, <c>[N, C, H, W]</c>; <c>[N, values]</c> for a network without images.</summary>
    public Tensor Images { get; set; }

    /// <summary>Null when nobody asks; <c>[N]</c>, or <c>[N, classes]</c> when classes are mixed. Multiplied by the weights, see <see cref="Weights"/>.</summary>
    public Tensor? Labels { get; set; }

    /// <summary>
    /// <c>[N]</c> or null. With weights the labels are kept as label times weight: mixing both then mixes the losses of
    /// the two images by share and weight.
    /// </summary>
    public Tensor? Weights { get; set; }

    public int Count => _rows.Length;

    public int Channels => (int)Images.size(1);

    public int Height => (int)Images.size(2);

    public int Width => (int)Images.size(3);

    public Device Device { get; }

    /// <summary>Whether colours end at 0 and 1.</summary>
    public bool IsBounded { get; }

    /// <summary>The random numbers of a step for an image; they depend on the seed, the epoch, the step and the row alone.</summary>
    public RandomStream Random(int step, int image) =>
        RandomStream.For(_seed, Purpose + (ulong)step, ((long)_epoch << 40) ^ _rows[image]);

    /// <summary>The image that each one is mixed with, <c>[N]</c>: all are as far apart, so that none meets itself (unless it is alone).</summary>
    public Tensor Partners(int step)
    {
        RandomStream random = RandomStream.For(_seed, PartnerPurpose + (ulong)step, ((long)_epoch << 40) ^ _rows[0]);
        int distance = Count > 1 ? 1 + random.Below(Count - 1) : 0;
        var partners = new long[Count];
        for (int i = 0; i < partners.Length; i++)
        {
            partners[i] = (i + distance) % Count;
        }

        Tensor host = tensor(partners);
        return Device.type == TorchSharp.DeviceType.CPU ? host : host.to(Device);
    }

    /// <summary>Mixes the labels and weights of pairs.</summary>
    /// <param name="partners">See <see cref="Partners"/>.</param>
    /// <param name="shares">The share that each image has of its own label.</param>
    public void MixLabels(Tensor partners, float[] shares)
    {
        Labels = Labels is null ? null : Mix(Labels);
        Weights = Weights is null ? null : Mix(Weights);

        Tensor Mix(Tensor values) => values.index_select(0, partners).lerp(
            values, Upload(shares, values.ndim == 1 ? [Count] : [Count, 1]));
    }

    /// <summary>The brightness of each pixel, <c>[N, 1, H, W]</c> (ITU-R BT.601 for three channels, otherwise the channels' mean).</summary>
    public Tensor Grey()
    {
        if (Channels != 3)
        {
            return Images.mean([1], keepdim: true);
        }

        float[] share = _isBgr ? [0.114f, 0.587f, 0.299f] : [0.299f, 0.587f, 0.114f];
        return Images.mul(Upload(share, 1, 3, 1, 1)).sum([1], keepdim: true);
    }

    /// <summary>Numbers on the device of the images.</summary>
    public Tensor Upload(float[] values, params long[] shape)
    {
        Tensor host = tensor(values).reshape(shape);
        return Device.type == TorchSharp.DeviceType.CPU ? host : host.to(Device);
    }
}
