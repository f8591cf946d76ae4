namespace MlNetDeep.ModelZoo;

/// <summary>
/// A file or folder cannot be written, through no fault of what was to be in it: no space, no permission, no such folder. What
/// was there before is unchanged.
/// </summary>
public sealed class FileWriteException : DeepLearningException
{
    // What the system says: errno of Linux and macOS, and the last 16 bits of a Windows HRESULT.
    private const int NoSpace = 28, ReadOnlyLinux = 30, QuotaLinux = 122, QuotaMac = 69;
    private const int WindowsDiskFull = 112, WindowsHandleDiskFull = 39, WindowsWriteProtect = 19;

    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="cause">What the system says.</param>
    public FileWriteException(string path, Exception cause)
        : base($"'{path}' cannot be written: {Explain(path, cause)} Nothing of it was kept; a file that was there before is unchanged.", cause) => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    private static string Explain(string path, Exception? cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? path;
        return cause switch
        {
            UnauthorizedAccessException when Directory.Exists(path) => "there is a folder of that name. Give the path of a file.",
            UnauthorizedAccessException => $"there is no permission to write in folder '{folder}', or the file is protected. Give another path, or the permission.",
            DirectoryNotFoundException => $"there is no folder '{folder}'. Create it first.",
            IOException => Code(cause) switch
            {
                NoSpace or WindowsDiskFull or WindowsHandleDiskFull => $"the disk of folder '{folder}' has no free space left. Free some, or give a path on another disk.",
                QuotaLinux or QuotaMac => $"the quota of the disk of folder '{folder}' is used up. Free some space, or give a path on another disk.",
                ReadOnlyLinux or WindowsWriteProtect => $"the disk of folder '{folder}' is read-only. Give a path on another disk.",
                _ when Directory.Exists(path) => "there is a folder of that name. Give the path of a file.",
                _ => $"{cause.Message.TrimEnd('.')}. Check folder '{folder}', its permissions and the free space.",
            },
            _ => cause.Message,
        };
    }

    private static int Code(Exception cause) => OperatingSystem.IsWindows() ? cause.HResult & 0xFFFF : cause.HResult;
}
