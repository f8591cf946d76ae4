using System.Text;

namespace MlNetDeep.Tool.Data;

/// <summary>Which image is in which part.</summary>
internal static class DataSplit
{
    /// <summary>
    /// Takes the same share of each class for validation, by the seed. Copies of a picture stay together: otherwise what was
    /// learned by heart would count as known.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Make(ImageFolder folder, ImageAudit audit, double fraction, int seed)
    {
        var leaders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (AuditFinding finding in audit.Findings.Where(f => f.Kind is AuditFindingKind.ExactDuplicates or AuditFindingKind.NearDuplicates or AuditFindingKind.ContradictingLabels))
        {
            foreach (IReadOnlyList<string> group in finding.Groups)
            {
                foreach (string path in group)
                    leaders[path] = group[0];
            }
        }

        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        var random = new Random(seed);
        HashSet<string> known = [.. audit.Images.Select(i => i.Path)];
        foreach (IGrouping<string, ImageFile> label in folder.Files.Where(f => known.Contains(f.ImagePath)).GroupBy(f => f.Label).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            List<string>[] units =
            [
                .. label.Select(f => f.ImagePath).Order(StringComparer.Ordinal).GroupBy(p => leaders.GetValueOrDefault(p, p)).Select(g => g.ToList()),
            ];
            random.Shuffle(units);
            int wanted = Math.Max(1, (int)Math.Round(label.Count() * fraction)), taken = 0;
            for (int i = 0; i < units.Length; i++)
            {
                // The last unit stays for training, so that no class is without any.
                bool isTaken = taken < wanted && i < units.Length - 1;
                taken += isTaken ? units[i].Count : 0;
                foreach (string path in units[i])
                    parts[path] = isTaken ? "validation" : "train";
            }
        }

        return parts;
    }

    /// <summary>
    /// Writes a part as a list that <c>LoadImageFolder</c> reads: paths relative to the root, a tab, the label.
    /// </summary>
    public static void Save(string listFile, string root, IEnumerable<ImageFile> files)
    {
        var text = new StringBuilder();
        foreach (ImageFile file in files.OrderBy(f => f.ImagePath, StringComparer.Ordinal))
            text.Append(Path.GetRelativePath(root, file.ImagePath)).Append('\t').Append(file.Label).Append('\n');
        File.WriteAllText(listFile, text.ToString());
    }
}
