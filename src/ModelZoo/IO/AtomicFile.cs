namespace MlNetDeep.ModelZoo;

/// <summary>Writes files so that nobody ever sees half of one.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a file under a temporary name beside the target, flushes it to the disk and renames it. When anything
    /// fails, the temporary file is deleted and the target is as it was.
    /// </summary>
    /// <param name="path">The path of the file; an existing one is replaced.</param>
    /// <param name="write">Writes the content to a stream that can also seek and read.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file must not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        var temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            // After the rename there is nothing left to delete; after a failure, the half-written file goes.
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }
}
