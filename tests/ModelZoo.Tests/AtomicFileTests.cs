using System.Runtime.InteropServices;
using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>Files are complete or not there, and what the environment does not allow is called so.</summary>
public sealed partial class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Target => _folder.File("target");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_killed_writer_left_goes_with_the_next_write()
    {
        string[] others = [.. new[] { "target.tmp", "target.backup.tmp", "target.0123456789abcdeg.tmp", "other.0123456789abcdef.tmp" }.Select(_folder.File)];
        foreach (var file in others)
        {
            File.WriteAllText(file, "somebody's");
        }

        File.WriteAllText(_folder.File("target.0123456789abcdef.tmp"), "half of");

        AtomicFile.Write(Target, stream => stream.Write("whole"u8));

        Assert.Equal([.. others.Append(Target).Order()], Directory.GetFiles(_folder.Path).Order());
    }

    [Fact]
    public void A_living_writer_keeps_what_it_writes()
    {
        AtomicFile.Write(Target, slow =>
        {
            slow.Write("slow"u8);
            AtomicFile.Write(Target, quick => quick.Write("quick"u8));
            Assert.Equal("quick", File.ReadAllText(Target));
        });

        Assert.Equal("slow", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Many_writers_leave_one_complete_file()
    {
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            AtomicFile.Write(Target, stream =>
            {
                for (var part = 0; part < 20; part++)
                {
                    stream.WriteByte((byte)i);
                }
            });
            var seen = File.ReadAllBytes(Target);
            Assert.Equal(20, seen.Length);
            Assert.Single(seen.Distinct());
        });

        Assert.Equal([Target], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_replaced_file_keeps_its_mode_and_owner()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        const UnixFileMode secret = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.WriteAllText(Target, "old");
        File.SetUnixFileMode(Target, secret);
        var given = ChangeOwner(Target, 1234, 2345) == 0;

        AtomicFile.Write(Target, stream =>
        {
            // Not even for a moment may more people read it.
            Assert.Equal(secret, new FileInfo(((FileStream)stream).Name).UnixFileMode);
            stream.Write("new"u8);
        });

        Assert.Equal(secret, File.GetUnixFileMode(Target));
        Assert.Equal("new", File.ReadAllText(Target));
        if (given)
        {
            Assert.Equal("1234 2345", (await ChildProcess.RunAsync("stat", "/", "-c", "%u %g", Target)).Output.Trim());
        }
    }

    [Fact]
    public void A_link_stays_and_the_file_that_it_leads_to_is_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege.");
        Directory.CreateDirectory(_folder.File("real"));
        string real = Path.Combine(_folder.File("real"), "file");
        File.WriteAllText(real, "old");
        File.CreateSymbolicLink(Target, real);

        AtomicFile.Write(Target, stream => stream.Write("new"u8));

        Assert.Equal("new", File.ReadAllText(real));
        Assert.Equal(real, File.ResolveLinkTarget(Target, false)!.FullName);
    }

    [Fact]
    public void A_link_to_a_file_that_is_not_there_yet_makes_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege.");
        File.CreateSymbolicLink(Target, _folder.File("later"));

        AtomicFile.Write(Target, stream => stream.Write("new"u8));
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.Write("ne"u8);
            throw new InvalidOperationException("stopped");
        }));

        Assert.Equal("new", File.ReadAllText(_folder.File("later")));
        Assert.NotNull(new FileInfo(Target).LinkTarget);
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Theory]
    [InlineData("pipe", "a named pipe")]
    [InlineData("/dev/null", "a device")]
    [InlineData("/dev/stdout", "an open stream of a process")]
    [InlineData("/proc/self/fd/1", "an open stream of a process")]
    public async Task What_is_no_file_is_neither_replaced_nor_waited_for(string name, string what)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What is no file is told by Linux.");
        var path = Path.Combine(_folder.Path, name);
        if (name == "pipe")
        {
            Assert.Equal(0, (await ChildProcess.RunAsync("mkfifo", "/", path)).ExitCode);
        }

        Assert.Contains($"'{path}' cannot be written: it is {what}.", Assert.Throws<StorageException>(() => Network.Input(2).Dense(1).Build().Save(path)).Message);
        foreach (Action read in new Action[] { () => Network.Load(path), () => WeightFile.Open(path), () => Network.Input(2).Dense(1).Build().LoadWeights(path) })
        {
            Assert.Contains($"'{path}' cannot be read: it is {what}.", Assert.Throws<StorageException>(read).Message);
        }

        Assert.NotNull(FileStatus.OtherThanFile(path));
    }

    [Fact]
    public void A_full_disk_is_called_full()
    {
        using var disk = new Disk(_folder.File("disk"), "64k");
        var path = Path.Combine(disk.Folder, "target");
        File.WriteAllText(path, "old");
        disk.Fill();

        var error = Assert.Throws<StorageException>(() => AtomicFile.Write(path, stream => stream.Write(new byte[100_000]), "Set THAT."));

        Assert.Contains($"'{path}' cannot be written: there is no space left on the disk of '{disk.Folder}'. Set THAT.", error.Message);
        Assert.Equal(path, error.Path);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(2, Directory.GetFiles(disk.Folder).Length);
    }

    [Fact]
    public void A_read_only_file_system_is_called_so()
    {
        using var disk = new Disk(_folder.File("disk"));
        disk.MakeReadOnly();
        var path = Path.Combine(disk.Folder, "target");

        foreach (Action save in new Action[]
        {
            () => Network.Input(2).Dense(1).Build().Save(path),
            () => WeightFile.Save(path, []),
            () => StorageFault.MakeFolder(disk.Folder, null),
        })
        {
            Assert.Contains($"the file system of '{disk.Folder}' is read-only", Assert.Throws<StorageException>(save).Message);
        }
    }

    [Fact]
    public void A_folder_that_is_missing_or_no_folder_is_named()
    {
        File.WriteAllText(Target, "a file");
        Fails(Path.Combine(_folder.Path, "none", "x"), $"the folder '{_folder.File("none")}' does not exist");
        Fails(Path.Combine(Target, "x"), $"'{Target}' is a file, not a folder");
        Fails(Path.Combine(Target, "deeper", "x"), $"'{Target}' is a file, not a folder");
        Fails(_folder.Path, "it is a folder");
    }

    [Fact]
    public void A_missing_permission_is_called_so()
    {
        // Nobody may make files there, not even root.
        Assert.SkipUnless(Directory.Exists("/sys/kernel"), "There is no folder that is closed to everybody.");
        var message = Assert.Throws<StorageException>(() => AtomicFile.Write("/sys/kernel/x", _ => { })).Message;
        Assert.Matches("permission is missing for '/sys/kernel'|the file system of '/sys/kernel' is read-only", message);
    }

    [Fact]
    public void Other_errors_of_the_content_come_out_as_they_are()
    {
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Target, _ => throw new InvalidOperationException("mine")));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static void Fails(string path, string expected) =>
        Assert.Contains(expected, Assert.Throws<StorageException>(() => AtomicFile.Write(path, stream => stream.Write("x"u8))).Message);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint owner, uint group);
}
