namespace MlNetDeep;

/// <summary>The folder of a store that outlives a run: what was asked for, else a variable, else one of the user's.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Remedy">What to set when it cannot be used, a sentence.</param>
internal sealed record StoreFolder(string Path, string Remedy)
{
    /// <summary>Finds the folder. Nothing is read or written.</summary>
    /// <param name="given">The option's value; null for the default.</param>
    /// <param name="option">The option, for messages.</param>
    /// <param name="variable">The environment variable that names the default.</param>
    /// <param name="name">The folder's name below <c>mlnetdeep</c> in the user's application data.</param>
    /// <exception cref="StorageException">Nobody names a folder, and the user has none.</exception>
    public static StoreFolder Of(string? given, string option, string variable, string name)
    {
        string remedy = $"Set the environment variable {variable}, or {option}, to a folder that can be written.";
        if (given is null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
        {
            given = named;
        }

        if (given is not null)
        {
            return new StoreFolder(System.IO.Path.GetFullPath(given), remedy);
        }

        string data = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return System.IO.Path.IsPathRooted(data)
            ? new StoreFolder(System.IO.Path.Combine(data, "mlnetdeep", name), remedy)
            : throw new StorageException(name, $"There is no home folder to keep {name} in. {remedy}");
    }
}
