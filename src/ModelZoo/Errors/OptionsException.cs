namespace MlNetDeep;

/// <summary>Options are not usable. All problems are found together and listed, one line each.</summary>
public sealed class OptionsException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">Every problem found, one sentence each; at least one.</param>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public OptionsException(IReadOnlyList<string> problems)
        : base(Compose(problems))
    {
        Problems = [.. problems];
    }

    /// <summary>Every problem found, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Compose(IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return problems.Count switch
        {
            0 => throw new ArgumentException("An options exception needs at least one problem.", nameof(problems)),
            1 => problems[0],
            _ => $"{problems.Count} options are not usable:{string.Concat(problems.Select(p => $"\n- {p}"))}",
        };
    }
}
