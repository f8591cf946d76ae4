using System.Runtime.InteropServices;

namespace MlNetDeep.Transforms.Tests;

/// <summary>Files that cannot be written: nothing half-written stays, and what was there before is unchanged.</summary>
public sealed partial class WritingTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TempFolder _folder = new();
    private readonly ConvNetTransformer _model;
    private readonly DataViewSchema _schema;

    public WritingTests()
    {
        _model = _ml.DeepLearning.Score(Network.Input(1, 8, 8).Flatten().Dense(20_000).ReLU().Dense(3).Build());
        _schema = _ml.Data.LoadFromEnumerable(Rows.Pictures(1)).Schema;
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFolderThatDoesNotExistIsNamed(bool export)
    {
        string path = Path.Combine(_folder["no such folder"], "model");

        FileWriteException error = Assert.Throws<FileWriteException>(() => Write(path, export));

        Assert.Contains($"'{path}' cannot be written", error.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFolderInThePlaceOfTheFileIsAnError(bool export)
    {
        Directory.CreateDirectory(_folder["model"]);

        Assert.Throws<FileWriteException>(() => Write(_folder["model"], export));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFullDiskKeepsTheOldFile(bool export)
    {
        string disk = _folder["disk"];
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(OperatingSystem.IsLinux() && Mount("tmpfs", disk, "tmpfs", 0, "size=1m") == 0, "Mounting a small disk needs root.");
        try
        {
            string path = Path.Combine(disk, "model");
            File.WriteAllText(path, "the old one");

            FileWriteException error = Assert.Throws<FileWriteException>(() => Write(path, export));

            Assert.Contains("free space", error.Message);
            Assert.Equal([path], Directory.GetFiles(disk));
            Assert.Equal("the old one", File.ReadAllText(path));
        }
        finally
        {
            Unmount(disk);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnExistingFileIsReplaced(bool export)
    {
        File.WriteAllText(_folder["model"], "the old one");

        Write(_folder["model"], export);

        Assert.True(new FileInfo(_folder["model"]).Length > 1_000_000);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    private void Write(string path, bool export)
    {
        if (export)
            _ml.DeepLearning.ExportToOnnx(_model, _schema, path);
        else
            _ml.DeepLearning.SaveModel(_model, _schema, path);
    }

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target);
}
