#pragma warning disable RS0030 // Files are opened here.
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace MlNetDeep;

/// <summary>Says in words what the platform says about a file or folder that cannot be used.</summary>
internal static partial class StorageFault
{
    /// <summary>Whether an exception is the platform's about a file, and not about what is in one.</summary>
    public static bool Is(Exception error) =>
        error is UnauthorizedAccessException or (IOException and not EndOfStreamException);

    /// <summary>Runs an action that reads or writes; the platform's errors become the family's.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="done">What was to be done with it: read, written.</param>
    /// <param name="remedy">The variable or option to set instead; null for another path.</param>
    /// <param name="action">Does it.</param>
    /// <exception cref="StorageException">The environment does not allow it.</exception>
    public static T Guard<T>(string path, string done, string? remedy, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (Is(error))
        {
            throw Of(path, done, error, remedy);
        }
    }

    /// <summary>Opens a file to read it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bufferSize">Bytes that are read ahead, 0 for none.</param>
    /// <param name="options">Hints for the system.</param>
    /// <param name="remedy">What to set when it cannot be read, a sentence; null for what the error suggests.</param>
    /// <exception cref="StorageException">There is none, it is no file, or it cannot be read.</exception>
    public static FileStream OpenRead(string path, int bufferSize = 4096, FileOptions options = FileOptions.None, string? remedy = null)
    {
        RequireFile(path);
        return Guard(path, "read", remedy, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize, options));
    }

    /// <summary>Opens a file to read parts of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="share">What others may do with it meanwhile.</param>
    /// <param name="options">Hints for the system.</param>
    /// <param name="remedy">What to set when it cannot be read, a sentence; null for what the error suggests.</param>
    /// <exception cref="StorageException">There is none, it is no file, or it cannot be read.</exception>
    public static SafeFileHandle OpenHandle(
        string path, FileShare share = FileShare.Read, FileOptions options = FileOptions.None, string? remedy = null)
    {
        RequireFile(path);
        return Guard(path, "read", remedy, () => File.OpenHandle(path, FileMode.Open, FileAccess.Read, share, options));
    }

    /// <summary>The lines of a text file, read as they are asked for.</summary>
    /// <exception cref="StorageException">There is none, it is no file, or it cannot be read.</exception>
    public static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new StreamReader(OpenRead(path));
        while (Guard(path, "read", null, reader.ReadLine) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Refuses what is no file before it is opened: a named pipe would be waited for without end.</summary>
    private static void RequireFile(string path)
    {
        if (FileStatus.OtherThanFile(path) is { } other)
        {
            throw new StorageException(path, $"'{path}' cannot be read: it is {other}. Copy what it gives into a file first.");
        }
    }

    /// <summary>Makes a folder, with those above it, unless it is there, and makes sure that files can be written in it.</summary>
    /// <exception cref="StorageException">The environment does not allow it.</exception>
    public static void MakeFolder(string folder, string? remedy)
    {
        Guard(folder, "made", remedy, () => Directory.CreateDirectory(folder));
        Guard(folder, "written in", remedy, () =>
        {
            string probe = Path.Combine(folder, Path.GetRandomFileName());
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            return probe;
        });
    }

    /// <summary>The family's error for one of the platform.</summary>
    /// <param name="path">The file or folder that was to be used.</param>
    /// <param name="done">What was to be done with it: read, written, written in, made.</param>
    /// <param name="error">What the platform says; it may be about another file, in the folder for temporary files say.</param>
    /// <param name="remedy">The variable or option to set instead; null for another path.</param>
    /// <param name="kept">What became of the file, a sentence; null when nothing can have happened to it.</param>
    public static StorageException Of(string path, string done, Exception error, string? remedy, string? kept = null)
    {
        // The temporary file of a write lies beside the file that is meant.
        string? named = PathIn().Match(error.Message) is { Success: true } match && Path.IsPathRooted(match.Groups[1].Value) ? match.Groups[1].Value : null;
        string full = Path.GetFullPath(path);
        string? folder = Path.GetDirectoryName(full);
        bool elsewhere = named is not null && named != full && named != folder
            && Path.GetDirectoryName(named) is var holder && holder != folder && holder != full;
        string place = elsewhere ? named! : full;
        string where = elsewhere && IsTemporary(place) ? $"the folder for temporary files ({Path.GetTempPath()})" : $"'{FolderOf(place)}'";
        string change = remedy ?? (elsewhere && IsTemporary(place)
            ? $"Set {(OperatingSystem.IsWindows() ? "TEMP" : "TMPDIR")} (ML.NET's is MLContext.TempFilePath) to a folder that can be written."
            : (done, error) switch
            {
                ("read", FileNotFoundException or DirectoryNotFoundException) when !Path.IsPathRooted(path) =>
                    $"A relative path starts at '{Environment.CurrentDirectory}'.",
                ("read", FileNotFoundException or DirectoryNotFoundException) => "Check the path.",
                ("read", _) => "Change that.",
                _ => "Change that, or give another path.",
            });
        return new StorageException(path, $"'{path}' cannot be {done}: {Reason(done, place, where, error)}. {change}{(kept is null ? "" : $" {kept}")}", error);
    }

    private static string Reason(string done, string place, string where, Exception error) => (error, Code(error)) switch
    {
        (FileNotFoundException, _) => $"there is no file '{place}'",
        _ when FileInPlaceOfFolder(done == "made" ? place : Path.GetDirectoryName(place)) is { } file => $"'{file}' is a file, not a folder",
        (DirectoryNotFoundException, _) => $"{(where.StartsWith('\'') ? "the folder " : "")}{where} does not exist",
        (PathTooLongException, _) => "the path is too long",
        (UnauthorizedAccessException, _) when done == "read" && Directory.Exists(place) => $"'{place}' is a folder, or permission for it is missing",
        (UnauthorizedAccessException, _) => $"permission is missing for {(File.Exists(place) ? $"'{place}'" : where)}",
        (_, Codes.ReadOnly) => $"the file system of {where} is read-only",
        (_, Codes.NoSpace) => $"there is no space left on the disk of {where}",
        (_, Codes.Quota) => $"the quota of the disk of {where} is used up",
        _ => error.Message.TrimEnd('.', ' '),
    };

    private static bool IsTemporary(string place) =>
        Path.GetFullPath(place).StartsWith(Path.GetFullPath(Path.GetTempPath()), StringComparison.Ordinal);

    private static string FolderOf(string place) => Directory.Exists(place) ? place : Path.GetDirectoryName(place) ?? place;

    // The first part of the path that is a file although it should be a folder.
    private static string? FileInPlaceOfFolder(string? folder)
    {
        for (string? above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                return above;
            }
        }

        return null;
    }

    private static int Code(Exception error)
    {
        // Windows' codes are in the lower half; on Unix .NET leaves errno as it is.
        int code = OperatingSystem.IsWindows() ? error.HResult & 0xFFFF : error.HResult;
        return (OperatingSystem.IsWindows(), code) switch
        {
            (true, 19) => Codes.ReadOnly,
            (true, 39 or 112) => Codes.NoSpace,
            (true, 1295) => Codes.Quota,
            (false, 28) => Codes.NoSpace,
            (false, 30) => Codes.ReadOnly,
            (false, 122 or 69) => Codes.Quota,
            _ => 0,
        };
    }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex PathIn();

    private static class Codes
    {
        public const int ReadOnly = 1, NoSpace = 2, Quota = 3;
    }
}
