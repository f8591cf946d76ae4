using System.Runtime.InteropServices;
using Xunit;

namespace MlNetDeep.Tests.Shared;

/// <summary>A small file system in memory, to be full or read-only: Linux and root only, tests are skipped elsewhere.</summary>
internal sealed partial class Disk : IDisposable
{
    private const ulong ReadOnlyFlag = 1, Again = 32;

    /// <summary>Mounts a file system on a folder, which is made when it is missing.</summary>
    public Disk(string folder, string size = "1m")
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Mount("tmpfs", Folder, "tmpfs", 0, $"size={size}") == 0, "Mounting a small disk needs Linux and root.");
    }

    public string Folder { get; }

    /// <summary>From now on nothing can be written.</summary>
    public void MakeReadOnly() => Assert.Equal(0, Mount("tmpfs", Folder, "tmpfs", ReadOnlyFlag | Again, ""));

    /// <summary>Fills it with a file.</summary>
    public void Fill()
    {
        using FileStream file = File.Create(Path.Combine(Folder, "filling"));
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Dispose() => Unmount(Folder);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target);
}
