using System.IO.Compression;
using Xunit;

namespace MlNetDeep.Tests.Shared;

/// <summary>Damages saved models on purpose.</summary>
internal static class ZipEntries
{
    /// <summary>Replaces the content of an entry of a zip file, or removes it when the change gives null.</summary>
    /// <param name="path">The zip file.</param>
    /// <param name="name">The entry's name without its folders; there is exactly one of that name.</param>
    /// <param name="change">Makes the new content of the old.</param>
    public static void Change(string path, string name, Func<byte[], byte[]?> change)
    {
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Update);
        ZipArchiveEntry entry = Assert.Single(archive.Entries, entry => entry.Name == name);
        var content = new MemoryStream();
        using (Stream stream = entry.Open())
            stream.CopyTo(content);
        byte[]? changed = change(content.ToArray());
        string fullName = entry.FullName;
        entry.Delete();
        if (changed is null)
            return;
        using Stream target = archive.CreateEntry(fullName).Open();
        target.Write(changed);
    }
}
