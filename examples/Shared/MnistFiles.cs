namespace MlNetDeep.Examples;

/// <summary>Where the MNIST digits are, or where they can be had.</summary>
public static class MnistFiles
{
    /// <summary>Where the set-up script puts them, relative to the repository.</summary>
    private static readonly string _inRepository = Path.Combine(".deps", "mnist", "package", "data");

    // As published by Y. LeCun, C. Cortes and C. Burges: name, length and SHA-256, unpacked.
    private static readonly (string Name, long Length, string Sha256)[] _known =
    [
        ("train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        ("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        ("t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        ("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ];

    /// <summary>Fetches the files that a folder lacks.</summary>
    /// <param name="server">The address of the folder that has them, packed, as NAME.gz.</param>
    /// <param name="folder">Where to put them; made when it is missing.</param>
    /// <param name="log">Gets a line a file.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="DownloadException">A file cannot be had, or has another content.</exception>
    public static async Task FetchAsync(Uri server, string folder, TextWriter log, CancellationToken cancellation)
    {
        // Whoever names an http address has asked for it; the content is checked all the same.
        ModelStore store = new(new ModelStoreOptions { Folder = folder, AllowHttp = server.Scheme == Uri.UriSchemeHttp });
        foreach ((string name, long length, string sha256) in _known)
        {
            if (File.Exists(Path.Combine(folder, name)) || File.Exists(Path.Combine(folder, $"{name}.gz")))
                continue;
            RemoteFile file = new(new Uri($"{server.AbsoluteUri.TrimEnd('/')}/{name}.gz"), name, sha256, length, isPacked: true);
            log.WriteLine($"Downloading {file.Source}");
            await store.GetAsync(file, cancellationToken: cancellation);
        }
    }

    /// <summary>The folder to read when none is named: that of the repository around the program or the current folder.</summary>
    public static string? DefaultFolder() =>
        new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory }
            .Select(RepositoryAround)
            .OfType<string>()
            .Select(root => Path.Combine(root, _inRepository))
            .FirstOrDefault(Directory.Exists);

    private static string? RepositoryAround(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "MlNetDeep.sln")))
                return at.FullName;
        }
        return null;
    }
}
