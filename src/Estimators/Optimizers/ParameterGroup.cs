using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>Parameters that train differently from the rest: frozen, or with their own learning rate or weight decay.</summary>
/// <example><code>
/// // Fine-tune: leave the backbone alone, train the head at the full rate.
/// new ParameterGroup { Matches = p => p.Layer.StartsWith("features"), Frozen = true }
/// </code></example>
public sealed class ParameterGroup : ICheckedOptions
{
    /// <summary>Says whether a parameter belongs to this group. The first group that matches gets it.</summary>
    [Required]
    public required Func<NetworkParameter, bool> Matches { get; init; }

    /// <summary>Multiplies the learning rate; above 0. The default value is 1.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRateFactor { get; init; } = 1;

    /// <summary>Replaces the optimizer's weight decay. The default value, null, keeps it.</summary>
    [Range(0, double.MaxValue)]
    public double? WeightDecay { get; init; }

    /// <summary>Whether the parameters stay as they are. The default value is <see langword="false"/>.</summary>
    public bool Frozen { get; init; }
}
