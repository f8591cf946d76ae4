using MlNetDeep.Estimators.Data;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>A rectangle for each image of a batch, empty at first.</summary>
internal sealed class Boxes(AugmentedBatch batch)
{
    // Top, bottom, left, right; bottom and right no longer belong to the rectangle.
    private readonly float[] _edges = new float[4 * batch.Count];

    /// <summary>Puts a rectangle at a random place within the image.</summary>
    public void PlaceInside(int image, int width, int height, ref RandomStream random)
    {
        (width, height) = (Math.Clamp(width, 1, batch.Width), Math.Clamp(height, 1, batch.Height));
        Place(image, random.Below(batch.Width - width + 1), random.Below(batch.Height - height + 1), width, height);
    }

    /// <summary>Puts a rectangle about a random pixel, cut at the image's edges; gives its share of the image's area.</summary>
    public double PlaceAbout(int image, int width, int height, ref RandomStream random) =>
        Place(image, random.Below(batch.Width) - (width / 2), random.Below(batch.Height) - (height / 2), width, height);

    /// <summary>The rectangles as truth values, <c>[N, 1, H, W]</c>.</summary>
    public Tensor Mask()
    {
        Tensor edges = batch.Upload(_edges, 4, batch.Count, 1, 1, 1);
        Tensor rows = arange(S(0), S(batch.Height), S(1), ScalarType.Float32, batch.Device).reshape(1, 1, -1, 1);
        Tensor columns = arange(S(0), S(batch.Width), S(1), ScalarType.Float32, batch.Device).reshape(1, 1, 1, -1);
        Tensor inRows = rows.ge(edges.select(0, 0)).logical_and(rows.lt(edges.select(0, 1)));
        Tensor inColumns = columns.ge(edges.select(0, 2)).logical_and(columns.lt(edges.select(0, 3)));
        return inRows.logical_and(inColumns);
    }

    private double Place(int image, int left, int top, int width, int height)
    {
        int right = Math.Min(left + width, batch.Width), bottom = Math.Min(top + height, batch.Height);
        (left, top) = (Math.Max(left, 0), Math.Max(top, 0));
        for (int edge = 0; edge < 4; edge++)
        {
            _edges[(edge * batch.Count) + image] = edge switch { 0 => top, 1 => bottom, 2 => left, _ => right };
        }

        return (double)(right - left) * (bottom - top) / ((double)batch.Width * batch.Height);
    }
}
