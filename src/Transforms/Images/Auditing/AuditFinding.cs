namespace MlNetDeep;

/// <summary>Something that an audit of images found.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What was found and what to do, one sentence or two.</param>
/// <param name="Groups">
/// The files that it is about; those that belong together (copies of one picture) in one group, others in a group each.
/// </param>
public sealed record AuditFinding(
    AuditFindingKind Kind, AuditSeverity Severity, string Message, IReadOnlyList<IReadOnlyList<string>> Groups)
{
    /// <summary>The number of files that it is about.</summary>
    public int FileCount => Groups.Sum(group => group.Count);

    /// <summary>Gives the message.</summary>
    /// <returns><see cref="Message"/>.</returns>
    public override string ToString() => $"{Severity}: {Message}";
}
