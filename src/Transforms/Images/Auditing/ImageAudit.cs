namespace MlNetDeep;

/// <summary>What <c>AuditImages</c> found in folders of images.</summary>
public sealed class ImageAudit
{
    internal ImageAudit(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> counts, IReadOnlyList<AuditFinding> findings,
        IReadOnlyList<ImageFacts> images)
    {
        (Counts, Findings, Images) = (counts, findings, images);
    }

    /// <summary>How many images each class has, by part (<c>train</c>, <c>validation</c>, ...).</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Counts { get; }

    /// <summary>What was found, the worst first.</summary>
    public IReadOnlyList<AuditFinding> Findings { get; }

    /// <summary>What is known about each image that can be read, in the order of their paths.</summary>
    public IReadOnlyList<ImageFacts> Images { get; }

    /// <summary>The worst severity; null without findings.</summary>
    public AuditSeverity? Worst => Findings.Count == 0 ? null : Findings.Max(f => f.Severity);
}
