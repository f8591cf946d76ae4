namespace MlNetDeep.Transforms;

/// <summary>Errors of writing a file, in words that name it.</summary>
internal static class FileGuard
{
    /// <summary>Runs an action that writes <paramref name="path"/>; its errors name the path.</summary>
    public static void Write(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ModelFileException(path,
                $"'{path}' cannot be written: {error.Message} Nothing of it was kept; a file that was there before is "
                + "unchanged. Check the folder, its permissions and the free space.", error);
        }
    }
}
