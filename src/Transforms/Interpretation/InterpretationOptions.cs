using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>What an <see cref="Interpretation"/> reads and keeps.</summary>
public sealed class InterpretationOptions : ICheckedOptions
{
    /// <summary>Column with the truth: a key, or a Boolean for two classes. The default value is null: the model's label column.</summary>
    [NotEmpty]
    public string? LabelColumnName { get; init; }

    /// <summary>How many of the rows with the highest losses are kept, 0 to 10,000. The default value is 24.</summary>
    [Range(0, 10_000)]
    public int TopLosses { get; init; } = 24;

    /// <summary>How many classes are named for each of them, 1 to 1,000. The default value is 3.</summary>
    [Range(1, 1000)]
    public int TopClasses { get; init; } = 3;
}
