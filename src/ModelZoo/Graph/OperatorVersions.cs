using System.Diagnostics.CodeAnalysis;

namespace MlNetDeep;

/// <summary>
/// Entries for operators by domain, name and since-version: the version of the domain's operator set from which on an
/// entry holds, until the next one. So each version of an operator keeps its own meaning.
/// </summary>
/// <typeparam name="T">What is known about an operator.</typeparam>
internal sealed class OperatorVersions<T>
{
    private readonly Dictionary<(string Domain, string Name), SortedList<int, T>> _entries = [];

    /// <summary>All entries, by domain, name and version.</summary>
    public IEnumerable<(string Domain, string Name, int Since, T Entry)> All =>
        from operators in _entries.OrderBy(e => e.Key.Domain, StringComparer.Ordinal).ThenBy(e => e.Key.Name, StringComparer.Ordinal)
        from version in operators.Value
        select (operators.Key.Domain, operators.Key.Name, version.Key, version.Value);

    /// <summary>Adds what holds from a version on; ONNX's own domain is the empty text.</summary>
    public void Add(string name, int since, T entry, string domain = "")
    {
        if (!_entries.TryGetValue((domain, name), out SortedList<int, T>? versions))
        {
            _entries[(domain, name)] = versions = [];
        }

        versions.Add(since, entry);
    }

    /// <summary>Whether any version of an operator is known.</summary>
    public bool Knows(string domain, string name) => _entries.ContainsKey((domain, name));

    /// <summary>The entry that holds for a version of the operator set.</summary>
    public bool TryFind(string domain, string name, int opset, [MaybeNullWhen(false)] out T entry)
    {
        entry = default;
        if (!_entries.TryGetValue((domain, name), out SortedList<int, T>? versions) || opset < versions.Keys[0])
        {
            return false;
        }

        int at = versions.Count - 1;
        while (versions.Keys[at] > opset)
        {
            at--;
        }

        entry = versions.Values[at];
        return true;
    }
}
