using System.Globalization;

namespace MlNetDeep;

/// <summary>Says in words what an audit found.</summary>
internal sealed class AuditFindings(ImageAuditOptions options)
{
    private const double GreatImbalance = 10;

    private readonly List<AuditFinding> _findings = [];

    public IReadOnlyList<AuditFinding> Sorted() => [.. _findings.OrderByDescending(f => f.Severity).ThenBy(f => f.Kind)];

    public void Damaged(string[][] groups, string first) => Add(
        AuditFindingKind.Damaged, AuditSeverity.Warning, groups,
        $"{Files(groups.Length)} cannot be used; the first: {first}");

    public void NotCompared(int images, int most) => Add(
        AuditFindingKind.NotChecked, AuditSeverity.Note, [],
        $"Pictures that can hardly be told apart were not looked for: there are {images:N0} images, and {most:N0} are compared at most.");

    public void Copies(IReadOnlyList<CopyGroup> groups)
    {
        List<CopyGroup> contradicting = [.. groups.Where(g => g.Labels.Count > 1)], leaking = [.. groups.Where(g => g.Labels.Count == 1 && g.Parts.Count > 1)];
        List<CopyGroup> alike = [.. groups.Where(g => g.Labels.Count == 1 && g.Parts.Count == 1)];
        foreach (bool exact in (bool[])[true, false])
        {
            string what = exact ? "the same bytes" : "pictures that can hardly be told apart";
            AuditSeverity severity = exact ? AuditSeverity.Error : AuditSeverity.Warning;
            Add(
                AuditFindingKind.ContradictingLabels, severity, contradicting.Where(g => g.IsExact == exact),
                g => $"{Groups(g)} of images with {what} have different labels, for example {Names(g[0].Paths)} as {Names(g[0].Labels)}. Keep the right one of each.");
            Add(
                AuditFindingKind.Leakage, severity, leaking.Where(g => g.IsExact == exact),
                g => $"{Groups(g)} of images with {what} are in more than one part ({Names(g[0].Parts)}), for example {Names(g[0].Paths)}: what is learned by heart counts as known. Keep each in one part.");
        }

        Add(
            AuditFindingKind.ExactDuplicates, AuditSeverity.Warning, alike.Where(g => g.IsExact),
            g => $"{Groups(g)} of images have the same bytes, for example {Names(g[0].Paths)}: each counts as often as it is there.");
        Add(
            AuditFindingKind.NearDuplicates, AuditSeverity.Warning, alike.Where(g => !g.IsExact),
            g => $"{Groups(g)} of images can hardly be told apart, for example {Names(g[0].Paths)}: a random split would put some on both sides.");
    }

    public void Classes(IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> counts)
    {
        IReadOnlyDictionary<string, int> training = counts.Values.First();
        string[] small = [.. training.Where(c => c.Value < options.SmallClass).Select(c => $"'{c.Key}' ({c.Value})")];
        if (small.Length > 0)
            Add(AuditFindingKind.SmallClasses, AuditSeverity.Warning, [], $"Classes with fewer than {options.SmallClass} images: {Names(small)}. More of them would help most.");
        foreach ((string part, IReadOnlyDictionary<string, int> classes) in counts)
        {
            string[] missing = [.. counts.Values.SelectMany(c => c.Keys).Distinct().Except(classes.Keys).Select(c => $"'{c}'")];
            if (missing.Length > 0)
                Add(AuditFindingKind.MissingClasses, AuditSeverity.Error, [], $"Part '{part}' has no image of {Names(missing)}.");
        }

        if (training.Count > 1 && training.Values.Min() is var least && training.Values.Max() is var most && most > GreatImbalance * least)
        {
            Add(
                AuditFindingKind.Imbalance, AuditSeverity.Warning, [],
                $"The largest class has {most:N0} images and the smallest {least:N0}: look at each class's own quality, and consider class weights.");
        }
    }

    public void Kinds(IReadOnlyList<ImageFacts> images)
    {
        List<ImageFacts> gray = [.. images.Where(i => i.Channels == 1)];
        if (gray.Count > 0 && gray.Count < images.Count(i => i.Channels > 0))
            Some(AuditFindingKind.MixedColors, gray, n => $"{n} gray, the others coloured: where that differs by class, the network may learn it.");
        Some(AuditFindingKind.PrintColors, images.Where(i => i is { Channels: 4, Format: nameof(ImageFileFormat.Jpeg) }), n => $"{n} in the four colours of print (CMYK), and converted.");
        Some(AuditFindingKind.DeepColors, images.Where(i => i.BitsPerChannel > 8), n => $"{n} of more than 8 bits a value, and reduced to 8.");
        Some(AuditFindingKind.Turned, images.Where(i => i.Orientation > 1), n => $"{n} turned by EXIF, and used upright.");
        Some(
            AuditFindingKind.SmallImages, images.Where(i => Math.Min(i.Width, i.Height) < options.SmallSide),
            n => $"{n} less than {options.SmallSide} pixels wide or high.");
        Some(
            AuditFindingKind.LongImages, images.Where(i => Math.Max(i.Width, i.Height) > 3 * Math.Min(i.Width, i.Height)),
            n => $"{n} more than three times as long as wide; cropped to a square, a third or less is left.");
    }

    private static string Groups(List<CopyGroup> groups) => groups.Count == 1 ? "1 group" : string.Create(CultureInfo.InvariantCulture, $"{groups.Count:N0} groups");

    private static string Files(int count) => count == 1 ? "1 file" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} files");

    private static string Names(IReadOnlyList<string> names) =>
        names.Count <= 3 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(3))} and {names.Count - 3} more";

    private void Some(AuditFindingKind kind, IEnumerable<ImageFacts> images, Func<string, string> message)
    {
        List<ImageFacts> found = [.. images];
        if (found.Count > 0)
        {
            Add(
                kind, AuditSeverity.Note, found.Select(i => (string[])[i.Path]),
                message(found.Count == 1 ? "1 image is" : string.Create(CultureInfo.InvariantCulture, $"{found.Count:N0} images are")));
        }
    }

    private void Add(AuditFindingKind kind, AuditSeverity severity, IEnumerable<CopyGroup> groups, Func<List<CopyGroup>, string> message)
    {
        List<CopyGroup> found = [.. groups];
        if (found.Count > 0)
            Add(kind, severity, found.Select(g => g.Paths), message(found));
    }

    private void Add(AuditFindingKind kind, AuditSeverity severity, IEnumerable<IReadOnlyList<string>> groups, FormattableString message) =>
        Add(kind, severity, groups, FormattableString.Invariant(message));

    private void Add(AuditFindingKind kind, AuditSeverity severity, IEnumerable<IReadOnlyList<string>> groups, string message) =>
        _findings.Add(new AuditFinding(kind, severity, message, [.. groups]));
}
