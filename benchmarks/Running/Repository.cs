namespace MlNetDeep.Benchmarks.Running;

/// <summary>Where this checkout and its downloaded digits are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The folder with MNIST's four IDX files, as eng/setup.sh put it there.</summary>
    public static string Mnist { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("MLNETDEEP_DEPS") ?? Path.Combine(Root, ".deps"), "mnist", "package", "data");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MlNetDeep.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"{AppContext.BaseDirectory} does not lie in a checkout of MlNetDeep");
    }
}
