namespace MlNetDeep;

/// <summary>What a format's reader found in a file.</summary>
/// <param name="Format">The format.</param>
/// <param name="Entries">The tensors; no name comes twice.</param>
/// <param name="Metadata">Free-form text beside them.</param>
/// <param name="Owned">What must be closed with the file; null for nothing.</param>
internal sealed record WeightContent(
    WeightFormat Format, IReadOnlyList<WeightEntry> Entries, IReadOnlyDictionary<string, string> Metadata,
    IDisposable? Owned = null);
