namespace MlNetDeep;

/// <summary>Finds what somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary>The name that is meant, whatever its case, dashes, dots, underscores and blanks; null when it is none.</summary>
    public static string? Match(string wanted, IEnumerable<string> names)
    {
        string Bare(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        var bare = Bare(wanted);
        return names.FirstOrDefault(n => n == wanted) ?? names.FirstOrDefault(n => Bare(n) == bare);
    }

    /// <summary>Words to append to "there is no X": up to three names, the nearest first, else nothing.</summary>
    public static string SuggestSome(string wanted, IEnumerable<string> names)
    {
        string[] near = [.. names.Select(n => (Name: n, Distance: Distance(wanted, n)))
            .Where(n => n.Distance <= Math.Max(2, wanted.Length / 3)).OrderBy(n => n.Distance).Take(3).Select(n => $"'{n.Name}'")];
        return near.Length == 0 ? "" : $" (did you mean {string.Join(" or ", near)}?)";
    }

    /// <summary>Words to append to "there is no X": the nearest name, when one is near enough, else nothing.</summary>
    public static string Suggest(string wanted, IEnumerable<string> names)
    {
        var best = names.Select(n => (Name: n, Distance: Distance(wanted, n))).OrderBy(n => n.Distance).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(2, wanted.Length / 3)
            ? $" (did you mean '{best.Name}'?)" : "";
    }

    // Levenshtein's distance, letters' case aside.
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + change));
            }
        }

        return row[b.Length];
    }
}
