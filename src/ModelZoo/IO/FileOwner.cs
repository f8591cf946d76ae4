using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlNetDeep;

/// <summary>Mode and owner of a file that is replaced (Unix; the owner on Linux only, where .NET has no way to it).</summary>
internal static partial class FileOwner
{
    private const int WorkingDirectory = -100;
    private const int NotThroughLinks = 0x100;
    private const uint OwnerAndGroup = 0x8 | 0x10;

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
    }
}
