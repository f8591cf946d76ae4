using NetVips;

namespace MlNetDeep.Transforms.Tests.Images;

public sealed class ImageAuditTests
{
    [Fact]
    public void Clean_images_give_counts_and_no_findings()
    {
        using TemporaryFolder folder = Noise(("cat", 12), ("dog", 11));

        ImageAudit audit = Audit(folder);

        Assert.Empty(audit.Findings);
        Assert.Null(audit.Worst);
        Assert.Equal(12, audit.Counts["train"]["cat"]);
        Assert.Equal(11, audit.Counts["train"]["dog"]);
        ImageFacts facts = audit.Images[0];
        Assert.Equal(("train", "cat", 64, 48, "Png", 3, 8, 1), (facts.Part, facts.Label, facts.Width, facts.Height, facts.Format, facts.Channels, facts.BitsPerChannel, facts.Orientation));
        Assert.Matches("^[0-9a-f]{64}$", facts.Sha256);
    }

    [Fact]
    public void Copies_are_told_apart_by_what_they_do()
    {
        using TemporaryFolder folder = Noise(("cat", 12), ("dog", 12)), other = Noise(7, ("cat", 3), ("dog", 3));
        File.Copy(At(folder, "cat", "0.png"), At(folder, "cat", "again.png"));
        File.Copy(At(folder, "cat", "1.png"), At(folder, "dog", "again.png"));
        File.Copy(At(folder, "cat", "2.png"), At(other, "cat", "again.png"));
        Smaller(At(folder, "dog", "3.png"), At(folder, "dog", "small.jpg"));
        Smaller(At(folder, "dog", "4.png"), At(other, "dog", "small.jpg"));

        ImageAudit audit = Pictures.Ml.DeepLearning.AuditImages(
            [KeyValuePair.Create("train", Load(folder)), KeyValuePair.Create("validation", Load(other))],
            new() { SmallClass = 1 });

        Assert.Equal(AuditSeverity.Error, audit.Worst);
        AuditFinding Of(AuditFindingKind kind, AuditSeverity severity) => Assert.Single(audit.Findings, f => f.Kind == kind && f.Severity == severity);
        Assert.Equal(
            [At(folder, "cat", "1.png"), At(folder, "dog", "again.png")], Of(AuditFindingKind.ContradictingLabels, AuditSeverity.Error).Groups.Single().Order());
        Assert.Equal(
            new[] { At(folder, "cat", "2.png"), At(other, "cat", "again.png") }.Order(), Of(AuditFindingKind.Leakage, AuditSeverity.Error).Groups.Single().Order());
        Assert.Equal(2, Of(AuditFindingKind.ExactDuplicates, AuditSeverity.Warning).FileCount);
        Assert.Contains(At(folder, "dog", "small.jpg"), Of(AuditFindingKind.NearDuplicates, AuditSeverity.Warning).Groups.Single());
        Assert.Contains(At(other, "dog", "small.jpg"), Of(AuditFindingKind.Leakage, AuditSeverity.Warning).Groups.Single());
    }

    [Fact]
    public void Damage_small_classes_and_odd_files_are_named()
    {
        using TemporaryFolder folder = Noise(("cat", 40), ("dog", 2));
        File.WriteAllText(At(folder, "cat", "text.png"), "no picture");
        byte[] whole = File.ReadAllBytes(Pictures.File("large.jpg"));
        File.WriteAllBytes(At(folder, "cat", "half.jpg"), [.. whole.AsSpan(0, whole.Length / 2), 0xFF, 0xD9]);
        foreach (string name in (string[])["cmyk.jpg", "gray.jpg", "sixteen.png", "turned6.jpg"])
            File.Copy(Pictures.File(name), At(folder, "cat", name));

        ImageAudit audit = Audit(folder);

        AuditFinding Of(AuditFindingKind kind) => Assert.Single(audit.Findings, f => f.Kind == kind);
        Assert.Contains(At(folder, "cat", "text.png"), Of(AuditFindingKind.Damaged).Groups.SelectMany(g => g));
        Assert.Contains("'dog' (2)", Of(AuditFindingKind.SmallClasses).Message);
        Assert.Contains("smallest 2", Of(AuditFindingKind.Imbalance).Message);
        Assert.EndsWith("cmyk.jpg", Of(AuditFindingKind.PrintColors).Groups.Single().Single());
        Assert.EndsWith("sixteen.png", Of(AuditFindingKind.DeepColors).Groups.Single().Single());
        Assert.EndsWith("turned6.jpg", Of(AuditFindingKind.Turned).Groups.Single().Single());
        Assert.Contains(Of(AuditFindingKind.MixedColors).Groups, g => g.Single().EndsWith("gray.jpg", StringComparison.Ordinal));
        Assert.Equal(audit.Findings.OrderByDescending(f => f.Severity), audit.Findings);
    }

    [Fact]
    public void A_class_that_one_part_lacks_is_an_error()
    {
        using TemporaryFolder folder = Noise(("cat", 12), ("dog", 12), ("owl", 12)), other = Noise(7, ("cat", 3), ("dog", 3));

        ImageAudit audit = Pictures.Ml.DeepLearning.AuditImages(
            [KeyValuePair.Create("train", Load(folder)), KeyValuePair.Create("validation", Load(other))]);

        Assert.Contains("'owl'", Assert.Single(audit.Findings, f => f is { Kind: AuditFindingKind.MissingClasses, Severity: AuditSeverity.Error }).Message);
    }

    [Fact]
    public void Options_and_parts_are_checked()
    {
        using TemporaryFolder folder = Noise(("cat", 2), ("dog", 2));
        Assert.Throws<OptionsException>(() => Pictures.Ml.DeepLearning.AuditImages(Load(folder), new() { SmallSide = 0 }));
        Assert.Throws<ArgumentException>(() => Pictures.Ml.DeepLearning.AuditImages([]));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Pictures.Ml.DeepLearning.AuditImages(Load(folder), new() { CancellationToken = new CancellationToken(true) }));
    }

    private static string At(TemporaryFolder folder, string label, string file) => Path.Combine(folder.File(label), file);

    private static ImageAudit Audit(TemporaryFolder folder) => Pictures.Ml.DeepLearning.AuditImages(Load(folder));

    private static ImageFolder Load(TemporaryFolder folder) =>
        Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path, new() { BadImages = BadImageAction.Skip });

    private static TemporaryFolder Noise(params (string Class, int Count)[] classes) => Noise(1, classes);

    // Coarse noise: no two pictures are alike, and a smaller copy keeps its structure.
    private static TemporaryFolder Noise(int seed, params (string Class, int Count)[] classes)
    {
        var folder = new TemporaryFolder();
        var random = new Random(seed);
        foreach ((string name, int count) in classes)
        {
            Directory.CreateDirectory(folder.File(name));
            for (int i = 0; i < count; i++)
            {
                byte[] coarse = new byte[8 * 6 * 3];
                random.NextBytes(coarse);
                using Image small = Image.NewFromMemory(coarse, 8, 6, 3, Enums.BandFormat.Uchar), large = small.Resize(8);
                large.Copy(interpretation: Enums.Interpretation.Srgb).WriteToFile(At(folder, name, $"{i}.png"));
            }
        }

        return folder;
    }

    private static void Smaller(string from, string to)
    {
        using Image image = Image.NewFromFile(from), small = image.Resize(0.5);
        small.Jpegsave(to, q: 60);
    }
}
