using System.Buffers;
using System.Security.Cryptography;

namespace MlNetDeep;

/// <summary>Reads all images once and finds what is wrong with them.</summary>
internal sealed class ImageAuditor(ImageAuditOptions options)
{
    // All pairs of these take a second or two.
    private const int MostCompared = 30_000;

    private readonly ImagePreparer _preparer = new(new PrepareImagesOptions
    {
        Preprocessing = new ImagePreprocessing
        {
            Width = ImageSignature.Width,
            Height = ImageSignature.Side,
            Channels = 1,
            ColorOrder = ColorOrder.Gray,
            Fit = ImageFit.Stretch,
        },
        MaxPixels = options.MaxPixels,
    });

    public ImageAudit Run(IReadOnlyList<KeyValuePair<string, ImageFolder>> parts)
    {
        (string Part, ImageFile File)[] files =
            [.. parts.SelectMany(p => p.Value.Files.OrderBy(f => f.ImagePath, StringComparer.Ordinal).Select(f => (p.Key, f)))];
        var seen = new Seen?[files.Length];
        var problems = new string?[files.Length];
        Parallel.For(
            0, files.Length, new ParallelOptions { CancellationToken = options.CancellationToken },
            i => (seen[i], problems[i]) = Examine(files[i].Part, files[i].File));

        string[][] damaged =
        [
            .. parts.SelectMany(p => p.Value.Skipped).Select(e => (string[])[e.Image]),
            .. files.Where((_, i) => problems[i] is not null).Select(f => (string[])[f.File.ImagePath]),
        ];
        string? first = parts.SelectMany(p => p.Value.Skipped).Select(e => e.Message).Concat(problems).FirstOrDefault(p => p is not null);
        Seen[] images = [.. seen.Where(s => s is not null).Select(s => s!)];
        var counts = parts.ToDictionary(
            p => p.Key, p => (IReadOnlyDictionary<string, int>)images.Where(i => i.Facts.Part == p.Key)
                .GroupBy(i => i.Facts.Label).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count()));
        var findings = new AuditFindings(options);
        if (damaged.Length > 0)
            findings.Damaged(damaged, first!);
        findings.Copies(FindCopies(images));
        findings.Classes(counts);
        findings.Kinds([.. images.Select(i => i.Facts)]);
        if (options.NearDuplicates && images.Length > MostCompared)
            findings.NotCompared(images.Length, MostCompared);
        return new ImageAudit(counts, findings.Sorted(), [.. images.Select(i => i.Facts)]);
    }

    private (Seen? Seen, string? Problem) Examine(string part, ImageFile image)
    {
        byte[] bytes = [];
        try
        {
            bytes = ImagePreparer.ReadFile(image.ImagePath, out int length);
            ReadOnlySpan<byte> file = bytes.AsSpan(0, length);
            byte[] points = new byte[_preparer.Size];
            _preparer.PrepareBytes(file, image.ImagePath, points);
            ImageHeader header = ImageHeader.Read(file)!.Value;
            var facts = new ImageFacts(
                image.ImagePath, part, image.Label, (int)header.Width, (int)header.Height, header.Format.ToString(), header.Channels,
                header.Bits, header.Orientation, Convert.ToHexStringLower(SHA256.HashData(file)));
            return (new Seen(facts, new ImageSignature(points)), null);
        }
        catch (ImageFileException error)
        {
            return (null, error.Message);
        }
        finally
        {
            if (bytes.Length > 0)
                ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // Images that belong together, each with whether all have the same bytes.
    private List<CopyGroup> FindCopies(Seen[] images)
    {
        int[] leader = [.. Enumerable.Range(0, images.Length)];
        int Find(int i) => leader[i] == i ? i : leader[i] = Find(leader[i]);
        foreach (IGrouping<string, int> same in Enumerable.Range(0, images.Length).GroupBy(i => images[i].Facts.Sha256))
        {
            foreach (int i in same.Skip(1))
                leader[Find(i)] = Find(same.First());
        }

        if (options.NearDuplicates && images.Length <= MostCompared)
        {
            var near = new List<(int, int)>();
            Parallel.For(0, images.Length, new ParallelOptions { CancellationToken = options.CancellationToken }, i =>
            {
                for (int j = i + 1; j < images.Length; j++)
                {
                    if (images[i].Signature.IsNear(images[j].Signature))
                    {
                        lock (near)
                            near.Add((i, j));
                    }
                }
            });
            foreach ((int i, int j) in near)
                leader[Find(j)] = Find(i);
        }

        return
        [
            .. Enumerable.Range(0, images.Length).GroupBy(Find).Where(g => g.Skip(1).Any())
                .Select(g => new CopyGroup([.. g.Select(i => images[i].Facts)])),
        ];
    }

    private sealed record Seen(ImageFacts Facts, ImageSignature Signature);
}
