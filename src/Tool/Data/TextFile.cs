using System.Text;

namespace MlNetDeep.Tool.Data;

/// <summary>Texts that are written completely or not at all, and errors that say what the environment does not allow.</summary>
internal static class TextFile
{
    public static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    public static string Read(string path)
    {
        using var reader = new StreamReader(StorageFault.OpenRead(path));
        return reader.ReadToEnd();
    }
}
