using MlNetDeep.Estimators.Data;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>Neighbouring geometric steps, multiplied into one map for each image, and one sampling.</summary>
internal static class GeometricRun
{
    private const int MapLength = 6;

    public static void Apply(AugmentedBatch batch, IReadOnlyList<(int Index, GeometricStep Step)> steps, EdgeFill fill)
    {
        var maps = new float[batch.Count * MapLength];
        bool changes = false;
        for (int i = 0; i < batch.Count; i++)
        {
            AffineMap map = AffineMap.Identity;
            foreach ((int index, GeometricStep step) in steps)
            {
                RandomStream random = batch.Random(index, i);
                if (random.Chance(step.Probability))
                {
                    map = map.Then(step.Draw(ref random, batch.Height, batch.Width));
                }
            }

            changes |= map != AffineMap.Identity;
            map.Write(maps.AsSpan(i * MapLength, MapLength), batch.Height, batch.Width);
        }

        if (changes)
        {
            Sample(batch, maps, fill, steps.All(s => s.Step.KeepsPixels));
        }
    }

    /// <summary>Samples the images through maps that are written one after the other.</summary>
    public static void Sample(AugmentedBatch batch, float[] maps, EdgeFill fill, bool keepsPixels)
    {
        Tensor theta = batch.Upload(maps, batch.Count, 2, 3);
        Tensor grid = F.affine_grid(theta, [batch.Count, batch.Channels, batch.Height, batch.Width]);
        batch.Images = F.grid_sample(batch.Images, grid, keepsPixels ? GridSampleMode.Nearest : GridSampleMode.Bilinear, fill switch
        {
            EdgeFill.Edge => GridSamplePaddingMode.Border,
            EdgeFill.Reflect => GridSamplePaddingMode.Reflection,
            _ => GridSamplePaddingMode.Zeros,
        }, align_corners: false);
    }
}
