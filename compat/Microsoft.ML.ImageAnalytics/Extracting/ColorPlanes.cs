using System.Numerics;
using Microsoft.ML.Common;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Which colors a vector has and how they lie in it.</summary>
internal sealed record ColorPlanes
{
    public ColorPlanes(ImagePixelExtractingEstimator.ColorBits colors, ImagePixelExtractingEstimator.ColorsOrder order, bool interleaved)
    {
        Count = BitOperations.PopCount((uint)(colors & ImagePixelExtractingEstimator.ColorBits.All));
        Check.Param(Count > 0, nameof(colors), "Need to use at least one color plane.");
        Check.Param(Enum.IsDefined(order), nameof(order), $"There is no order {order}.");
        (Colors, Order, IsInterleaved) = (colors, order, interleaved);
    }

    public ImagePixelExtractingEstimator.ColorBits Colors { get; }

    public ImagePixelExtractingEstimator.ColorsOrder Order { get; }

    public bool IsInterleaved { get; }

    public int Count { get; }

    /// <summary>The places of alpha, red, green and blue among the planes; -1 for one that is not there.</summary>
    public (int Alpha, int Red, int Green, int Blue) Places()
    {
        string present = string.Concat(Order.ToString().Where(color => Colors.HasFlag(Bit(color))));
        return (present.IndexOf('A'), present.IndexOf('R'), present.IndexOf('G'), present.IndexOf('B'));
    }

    private static ImagePixelExtractingEstimator.ColorBits Bit(char color) => color switch
    {
        'A' => ImagePixelExtractingEstimator.ColorBits.Alpha,
        'R' => ImagePixelExtractingEstimator.ColorBits.Red,
        'G' => ImagePixelExtractingEstimator.ColorBits.Green,
        _ => ImagePixelExtractingEstimator.ColorBits.Blue,
    };
}
