namespace MlNetDeep.Tests.Shared;

/// <summary>
/// The checkout that the tests lie in. Source paths that the compiler knows are of no use for that: a deterministic
/// build replaces them.
/// </summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    /// <summary>A file of the checkout.</summary>
    public static string File(params ReadOnlySpan<string> path) => Path.Combine([Root, .. path]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "MlNetDeep.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} does not lie in a checkout of MlNetDeep.");
    }
}
