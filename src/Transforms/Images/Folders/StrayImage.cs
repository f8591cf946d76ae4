namespace MlNetDeep;

/// <summary>Finds out whether a file that is not called an image is one all the same.</summary>
internal static class StrayImage
{
    // Enough to tell the formats that are decoded.
    private const int HeaderLength = 1 << 12;

    private static readonly HashSet<string> _notDecoded = new(StringComparer.OrdinalIgnoreCase)
    {
        ".heic", ".heif", ".hif", ".avif", ".jxl", ".jp2", ".j2k", ".psd", ".svg", ".tga", ".ico", ".exr", ".pbm", ".pgm", ".ppm", ".pnm",
        ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf",
    };

    /// <summary>What is to be said of an image that would be left out; null for what is none.</summary>
    public static ImageFileException? Find(string path)
    {
        string ending = Path.GetExtension(path);
        if (Path.GetFileName(path).StartsWith('.'))
            return null;
        if (_notDecoded.Contains(ending))
            return new ImageFileException(path, $"{path} is an image of a kind that is not read ({ending}). Convert it to JPEG or PNG, or leave it out.");
        try
        {
            using var handle = StorageFault.OpenHandle(path);
            byte[] start = new byte[HeaderLength];
            int length = RandomAccess.Read(handle, start, 0);
            return ImageHeader.Read(start.AsSpan(0, length)) is not { } header ? null : new ImageFileException(path,
                $"{path} is a {header.Format} image, but its name does not end like one. Rename it, or set {nameof(ImageFolderOptions.Extensions)} to all endings that are meant.");
        }
        catch (Exception error) when (error is StorageException or IOException)
        {
            return new ImageFileException(path, error is StorageException ? error.Message : StorageFault.Of(path, "read", error, null).Message, error);
        }
    }
}
