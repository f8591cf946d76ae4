using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>How often the channels of a layer are active together, wherever in the picture that is.</summary>
internal static class GramMatrix
{
    /// <summary>The Gram matrix of a layer's values, divided by the number of positions: pictures of other sizes compare.</summary>
    /// <param name="values"><c>[1, C, H, W]</c>.</param>
    /// <returns><c>[C, C]</c>: <c>sum over positions of F_i F_j / (H W)</c>. It belongs to the caller's dispose scope.</returns>
    public static Tensor Of(Tensor values)
    {
        long channels = values.size(1), positions = values.size(2) * values.size(3);
        // Where channels lie last in memory, as here, this is a view and not a copy.
        Tensor table = values.permute(0, 2, 3, 1).reshape(positions, channels);
        return table.t().mm(table).div(S(positions));
    }
}
