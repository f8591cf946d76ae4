using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlNetDeep;

/// <summary>What .NET does not tell of a file: whether it is one (Linux), and whose it is.</summary>
internal static partial class FileStatus
{
    private const int WorkingDirectory = -100;
    private const int NotThroughLinks = 0x100;
    private const uint Kind = 0x1, OwnerAndGroup = 0x8 | 0x10;

    /// <summary>What a path leads to instead of a file, in words; null when it is a file, or nothing, or cannot be told.</summary>
    public static string? OtherThanFile(string path)
    {
        // Links to open streams lead to whatever these are at the time.
        string full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()
            ? File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.Device)
            : full is "/dev/stdin" or "/dev/stdout" or "/dev/stderr" || full.StartsWith("/dev/fd/", StringComparison.Ordinal)
                || (full.StartsWith("/proc/", StringComparison.Ordinal) && full.Contains("/fd/", StringComparison.Ordinal)))
        {
            return OperatingSystem.IsWindows() ? "a device" : "an open stream of a process";
        }

        return !OperatingSystem.IsLinux() || StatX(WorkingDirectory, full, 0, Kind, out Status status) != 0 ? null : (status.Mode & 0xF000) switch
        {
            0x1000 => "a named pipe",
            0x2000 or 0x6000 => "a device",
            0xC000 => "a socket",
            _ => null,
        };
    }

    /// <summary>The mode of a file that is about to be replaced; null when there is none, or it is a link.</summary>
    public static UnixFileMode? ModeOf(string path) =>
        !OperatingSystem.IsWindows() && new FileInfo(path) is { Exists: true, LinkTarget: null } file ? file.UnixFileMode : null;

    /// <summary>Gives the new file the mode and, where the process may, the owner and group of the old one.</summary>
    public static void Keep(string old, UnixFileMode mode, SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (OperatingSystem.IsLinux() && StatX(WorkingDirectory, old, NotThroughLinks, OwnerAndGroup, out Status status) == 0
            && ChangeOwner(file, status.Owner, status.Group) != 0)
        {
            // Somebody else's file: only root may give files away, but the group may be one of the process's own.
            _ = ChangeOwner(file, uint.MaxValue, status.Group);
        }

        // Last: changing the owner takes some bits away.
        File.SetUnixFileMode(file, mode);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "fchown")]
    private static partial int ChangeOwner(SafeFileHandle file, uint owner, uint group);

    // The kernel's struct statx has the same layout on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;
    }
}
