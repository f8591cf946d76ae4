using System.IO.Compression;
using Microsoft.ML.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Model;

/// <summary>The zip that a model is saved to. Streams are written to temporary files and copied in when finished.</summary>
internal sealed class ModelArchiveWriter : IDisposable
{
    // Model files say which version of ML.NET wrote them. This is the one whose format these are in.
    private const string ProductVersion = "5.0.0";

    private readonly ZipArchive _archive;
    private readonly HashSet<string> _names = [];
    private readonly string _temporaryDirectory;

    public ModelArchiveWriter(IHostEnvironment env, Stream stream)
    {
        _temporaryDirectory = (env as IHostEnvironmentInternal)?.TempFilePath ?? Path.GetTempPath();
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        using Stream version = CreateTemporary();
        using (var writer = new StreamWriter(version, leaveOpen: true))
            writer.WriteLine(ProductVersion);
        Add("TrainingInfo/Version.txt", version);
    }

    public Stream CreateTemporary() => new FileStream(
        Path.Combine(_temporaryDirectory, $"ml_dotnet_{Guid.NewGuid():N}.tmp"),
        FileMode.CreateNew,
        FileAccess.ReadWrite,
        FileShare.None,
        1 << 16,
        FileOptions.DeleteOnClose);

    public void Add(string name, Stream content)
    {
        Check.Param(_names.Add(name), nameof(name), $"Duplicate entry: '{name}'");
        content.Position = 0;
        using Stream entry = _archive.CreateEntry(name).Open();
        content.CopyTo(entry);
    }

    public void Dispose() => _archive.Dispose();
}
