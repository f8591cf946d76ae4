using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>
/// Precision and recall: the share of generated rows within the neighbourhood of some real row, and the other way round
/// (Kynkäänniemi et al., "Improved precision and recall metric for assessing generative models", 2019).
/// </summary>
internal static class Neighbourhoods
{
    /// <summary>The squared distance of each row of a set to its k-th nearest other row, float64 <c>[N]</c>; the caller disposes it.</summary>
    public static Tensor Radii(Tensor rows, int neighbours, CancellationToken cancellation)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        Tensor nearest = full([rows.size(0), neighbours], S(double.PositiveInfinity), ScalarType.Float64);
        PairTiles.Sweep(rows, rows, cancellation, tile =>
        {
            Tensor distances = tile.Distances();
            if (tile.IsDiagonal)
            {
                distances.diagonal().fill_(S(double.PositiveInfinity));
            }

            Tensor mine = nearest.narrow(0, tile.Left, distances.size(0));
            (Tensor values, _) = cat([mine, distances], 1).topk(neighbours, 1, largest: false, sorted: true);
            mine.copy_(values);
        });
        return scope.MoveToOuter(nearest.select(1, neighbours - 1).clone());
    }

    /// <summary>Precision and recall, each 0 to 1.</summary>
    /// <param name="real">Rows.</param>
    /// <param name="generated">Rows.</param>
    /// <param name="neighbours">Which neighbour bounds a neighbourhood.</param>
    /// <param name="cancellation">Looked at before each tile.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (double Precision, double Recall) Compare(Tensor real, Tensor generated, int neighbours, CancellationToken cancellation)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        Tensor realRadii = Radii(real, neighbours, cancellation), generatedRadii = Radii(generated, neighbours, cancellation);
        Tensor realHit = zeros([real.size(0)], ScalarType.Bool), generatedHit = zeros([generated.size(0)], ScalarType.Bool);
        PairTiles.Sweep(real, generated, cancellation, tile =>
        {
            Tensor distances = tile.Distances();
            (long rows, long others) = (distances.size(0), distances.size(1));
            generatedHit.narrow(0, tile.Right, others).logical_or_(
                distances.le(realRadii.narrow(0, tile.Left, rows).unsqueeze(1)).any(0));
            realHit.narrow(0, tile.Left, rows).logical_or_(distances.le(generatedRadii.narrow(0, tile.Right, others)).any(1));
        });
        return (Share(generatedHit), Share(realHit));
    }

    private static double Share(Tensor hit) => hit.sum().item<long>() / (double)hit.size(0);
}
