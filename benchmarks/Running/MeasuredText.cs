using System.Globalization;

namespace MlNetDeep.Benchmarks.Running;

/// <summary>Writes figures between two marks of a Markdown file, with the machine, the date and the command.</summary>
internal static class MeasuredText
{
    private const string Begin = "<!-- measured -->";
    private const string End = "<!-- /measured -->";

    public static void Write(string path, string command, string measured)
    {
        string text = File.ReadAllText(path);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"{path} has no lines {Begin} and {End} to write between");
        string heading = string.Create(
            CultureInfo.InvariantCulture, $"{Begin}\nMachine: {Machine.Describe()}; {DateTime.UtcNow:yyyy-MM-dd}.  \nCommand: `{command}`\n\n");
        File.WriteAllText(path, string.Concat(text.AsSpan(0, begin), heading, measured, text.AsSpan(end)));
    }
}
