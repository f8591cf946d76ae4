#pragma warning disable RS0030 // Files are opened and written here.
using System.Globalization;

namespace MlNetDeep;

/// <summary>Writes files so that nobody ever sees half of one.</summary>
public static class AtomicFile
{
    private const string Extension = ".tmp";
    private const int MarkLength = 16;
    private const string Kept = "Nothing of it was kept; a file that was there before is unchanged.";

    // What locks on Unix, and what still lets the holder delete the file on Windows.
    private static readonly FileShare _alone = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private static readonly EnumerationOptions _everything = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    /// <summary>
    /// Writes a file under a temporary name beside the target, flushes it to the disk and renames it. When anything
    /// fails, the temporary file is deleted and the target is as it was. What a writer that was killed left beside the
    /// target goes; a file that is replaced hands on its mode and, as far as the process may, its owner. Of a link, the file
    /// that it leads to is written, whether it is there or not. What is no file (a device, a pipe) is refused: it would be
    /// replaced.
    /// </summary>
    /// <param name="path">The path of the file; an existing one is replaced.</param>
    /// <param name="write">Writes the content to a stream that can also seek and read.</param>
    /// <param name="remedy">What to set when the folder cannot be used, a sentence; null for another path.</param>
    /// <exception cref="StorageException">
    /// The file cannot be written: the message says whether a folder, a permission or space is missing.
    /// </exception>
    public static void Write(string path, Action<Stream> write, string? remedy = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        if ((Directory.Exists(target) ? "a folder" : FileStatus.OtherThanFile(target)) is { } other)
        {
            throw new StorageException(path, $"'{path}' cannot be written: it is {other}. {remedy ?? "Give the path of a file."}");
        }

        FileStream? file = null;
        var moved = false;
        try
        {
            target = new FileInfo(target).LinkTarget is null ? target : File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
            RemoveAbandoned(Path.GetDirectoryName(target)!, name => name == Path.GetFileName(target));
            var mode = FileStatus.ModeOf(target);
            file = Create(target, mode);
            write(file);
            if (mode is { } kept)
            {
                FileStatus.Keep(target, kept, file.SafeFileHandle);
            }

            file.Flush(flushToDisk: true);

            // Still open, and so still known as somebody's who lives.
            File.Move(file.Name, target, overwrite: true);
            moved = true;
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            throw StorageFault.Of(path, "written", error, remedy, Kept);
        }
        finally
        {
            Close(file, moved);
        }
    }

    /// <summary>Keeps others from a place until what is returned is disposed; the system does that when the process ends.</summary>
    /// <param name="path">A file that stands for the place; it is there as long as the place is kept.</param>
    /// <returns>Null when somebody else keeps it.</returns>
    /// <exception cref="StorageException">The file cannot be made.</exception>
    internal static IDisposable? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            throw StorageFault.Of(path, "written", error, null);
        }
    }

    /// <summary>Deletes the temporary files in a folder whose writers are no longer alive.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isOurs">Whether the file of that name, which was to be written, is the caller's.</param>
    internal static void RemoveAbandoned(string folder, Func<string, bool> isOurs)
    {
        foreach (var path in Directory.EnumerateFiles(folder, $"*{Extension}", _everything))
        {
            var name = Path.GetFileName(path.AsSpan());
            var length = name.Length - Extension.Length - MarkLength - 1;
            if (length < 1 || name[length] != '.' || name.Slice(length + 1, MarkLength).ContainsAnyExcept("0123456789abcdef")
                || !isOurs(name[..length].ToString()))
            {
                continue;
            }

            try
            {
                // Refused while a live writer has it open.
                using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, _alone);
                File.Delete(path);
            }
            catch (Exception error) when (StorageFault.Is(error))
            {
                // In use, gone meanwhile, or somebody else's: not for this writer to care about.
            }
        }
    }

    private static FileStream Create(string target, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete };
        if (mode is { } bits && !OperatingSystem.IsWindows())
        {
            // What is not for everybody's eyes is not while it is written, either.
            options.UnixCreateMode = bits | UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        while (true)
        {
            var mark = Random.Shared.NextInt64(long.MinValue, long.MaxValue).ToString("x16", CultureInfo.InvariantCulture);
            var temporary = $"{target}.{mark}{Extension}";
            FileStream file;
            try
            {
                file = new FileStream(temporary, options);
            }
            catch (IOException) when (File.Exists(temporary))
            {
                // Another writer looked at it between its creation and its lock, and took it for an abandoned one.
                continue;
            }

            if (File.Exists(temporary))
            {
                return file;
            }

            file.Dispose();
        }
    }

    private static void Close(FileStream? file, bool moved)
    {
        if (file is null)
        {
            return;
        }

        try
        {
            if (!moved)
            {
                File.Delete(file.Name);
            }

            file.Dispose();
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            // After a failed write, what is left in the buffer cannot be written either; the first error is the one to tell.
        }
    }
}
