namespace MlNetDeep;

/// <summary>What changes the picture in style transfer.</summary>
public enum StyleOptimizer
{
    /// <summary>
    /// L-BFGS with a line search, as in the paper: gets lower in as many steps, of one or more evaluations each. It has no
    /// learning rate.
    /// </summary>
    Lbfgs = 0,

    /// <summary>Adam; pixels stay within their range at every step, and the learning rate falls to 0 along a cosine.</summary>
    Adam,
}
