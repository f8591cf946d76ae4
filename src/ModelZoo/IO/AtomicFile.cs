namespace MlNetDeep.ModelZoo;

/// <summary>Writes files so that nobody ever sees half of one.</summary>
public static class AtomicFile
{
    private const string Extension = ".tmp";

    /// <summary>
    /// Writes a file under a temporary name beside the target, flushes it to the disk and renames it. When anything
    /// fails, the temporary file is deleted and the target is as it was. What a killed writer of the same file has left is
    /// deleted. A file that is replaced keeps its mode; of a link, the file that it leads to is written.
    /// </summary>
    /// <param name="path">The path of the file; an existing one is replaced.</param>
    /// <param name="write">Writes the content to a stream that can also seek and read.</param>
    /// <exception cref="FileWriteException">The file cannot be written: no space, no permission, no folder.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path), temporary = "";
        try
        {
            target = (File.Exists(target) ? File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName : null) ?? target;
            DeleteAbandoned(target);
            temporary = $"{target}.{Path.GetRandomFileName()}{Extension}";

            // Renamed while it is open: whoever looks for abandoned files sees that this one is not.
            using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
            write(file);
            file.Flush(flushToDisk: true);
            if (!OperatingSystem.IsWindows() && File.Exists(target))
            {
                File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(target));
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(path, error);
        }
        finally
        {
            // After the rename there is nothing left to delete; after a failure, the half-written file goes.
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>Creates a folder unless it is there, and makes sure that files can be written in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FileWriteException">It cannot be created, or not be written in.</exception>
    internal static void RequireFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            Directory.CreateDirectory(folder);
            using var probe = new FileStream(
                Path.Combine(folder, Path.GetRandomFileName() + Extension), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(Path.Combine(folder, "."), error);
        }
    }

    private static void DeleteAbandoned(string target)
    {
        string folder = Path.GetDirectoryName(target)!, name = Path.GetFileName(target);
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string left in Directory.EnumerateFiles(folder, $"{name}.*{Extension}"))
        {
            // A random name of eight characters and three.
            if (Path.GetFileName(left).Length != name.Length + 1 + 12 + Extension.Length)
            {
                continue;
            }

            try
            {
                // A writer that is alive holds its file.
                using var file = new FileStream(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(left);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It is in use, or not ours; it does no harm.
            }
        }
    }
}
