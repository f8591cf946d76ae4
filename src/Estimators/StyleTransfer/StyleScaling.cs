namespace MlNetDeep;

/// <summary>In what the losses of style transfer are measured. It changes the weights that are right, not what is compared.</summary>
public enum StyleScaling
{
    /// <summary>
    /// Relative to what is aimed at, so that one set of weights does for all networks: style in a layer is
    /// <c>sum (G - A)^2 / sum A^2</c>, content <c>sum (F - P)^2 / sum P^2</c>.
    /// </summary>
    Relative = 0,

    /// <summary>
    /// As the paper has it: style in a layer is <c>sum (G - A)^2 / (4 N^2)</c>, content <c>sum (F - P)^2 / 2</c> divided by
    /// the number of values, so that the size of the picture does not matter.
    /// </summary>
    Paper,
}
