using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>The new layers behind the backbone's features.</summary>
/// <remarks>
/// Features are first standardized with the mean and variance that they have on the training rows, which makes one
/// learning rate suit all backbones; then come an optional hidden layer with ReLU, dropout, and one output per class.
/// </remarks>
public sealed record HeadOptions : ICheckedOptions
{
    /// <summary>What becomes of feature maps. The default value is <see cref="FeaturePooling.Average"/>.</summary>
    public FeaturePooling Pooling { get; init; } = FeaturePooling.Average;

    /// <summary>Units of the hidden layer, 0 to 65,536; 0 for none. The default value is 0.</summary>
    [Range(0, 65_536)]
    public int HiddenUnits { get; init; }

    /// <summary>The rate of dropout before the last layer, at least 0 and below 1. The default value is 0.2.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Dropout { get; init; } = 0.2;
}
