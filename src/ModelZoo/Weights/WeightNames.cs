using System.Text;
using System.Text.RegularExpressions;

namespace MlNetDeep;

/// <summary>Maps names of tensors in a file to names in a network.</summary>
internal sealed class WeightNames
{
    // PyTorch counts the batches that a normalization saw; no network needs the count.
    private const string BatchCounter = "num_batches_tracked";

    private readonly string _prefix;
    private readonly List<(Regex From, string? To)> _rules;

    public WeightNames(LoadWeightsOptions options)
    {
        var problems = options.Renamings.Where(r => string.IsNullOrEmpty(r.From) || r.To?.Length == 0 || Stars(r.To) > Stars(r.From))
            .Select(r => $"The renaming from '{r.From}' to '{r.To}' must have text on both sides, and no more stars in the "
                + "second than in the first.").ToList();
        if (problems.Count > 0)
        {
            throw new OptionsException(problems);
        }

        _prefix = options.Prefix ?? "";
        _rules = [.. options.Renamings.Select(r => (Pattern(r.From), r.To))];
    }

    /// <summary>The name in the network; null for a tensor to leave out.</summary>
    public string? Map(string name)
    {
        if (name == BatchCounter || name.EndsWith($".{BatchCounter}", StringComparison.Ordinal))
        {
            return null;
        }

        var rest = name.StartsWith(_prefix, StringComparison.Ordinal) ? name[_prefix.Length..] : name;
        foreach (var (from, to) in _rules)
        {
            if (from.Match(rest) is { Success: true } match)
            {
                return to is null ? null : Fill(to, match);
            }
        }

        return rest;
    }

    private static int Stars(string? pattern) => pattern?.Count(c => c == '*') ?? 0;

    // Without backtracking, so that no name in a file can make matching slow.
    private static Regex Pattern(string from) => new(
        $"^{Regex.Escape(from).Replace(@"\*", "(.*?)", StringComparison.Ordinal)}$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static string Fill(string to, Match match)
    {
        var text = new StringBuilder();
        var star = 0;
        foreach (var c in to)
        {
            _ = c == '*' ? text.Append(match.Groups[++star].Value) : text.Append(c);
        }

        return text.ToString();
    }
}
