namespace MlNetDeep;

/// <summary>What an <see cref="Interpretation"/> reads and keeps.</summary>
public sealed class InterpretationOptions
{
    /// <summary>Column with the truth: a key, or a Boolean for two classes. The default value is null: the model's label column.</summary>
    public string? LabelColumnName { get; init; }

    /// <summary>How many of the rows with the highest losses are kept, 0 to 10,000. The default value is 24.</summary>
    public int TopLosses { get; init; } = 24;

    /// <summary>How many classes are named for each of them, 1 to 1,000. The default value is 3.</summary>
    public int TopClasses { get; init; } = 3;

    internal void Check()
    {
        List<string> problems = [];
        if (LabelColumnName is { Length: 0 })
            problems.Add("LabelColumnName must be the name of a column or null, but is empty.");
        if (TopLosses is < 0 or > 10_000)
            problems.Add($"TopLosses must be between 0 and 10,000, but is {TopLosses}.");
        if (TopClasses is < 1 or > 1_000)
            problems.Add($"TopClasses must be between 1 and 1,000, but is {TopClasses}.");
        if (problems.Count > 0)
            throw new OptionsException(problems);
    }
}
