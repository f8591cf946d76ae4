using System.Globalization;

namespace MlNetDeep.Benchmarks.Running;

/// <summary>The options and names that all ways of measuring share.</summary>
/// <param name="Threads">Threads of either side; one for each core if not given.</param>
/// <param name="Write">The Markdown file to write the results to; null for none.</param>
/// <param name="Names">What to measure; empty for everything.</param>
/// <param name="Text">The arguments as they were given.</param>
internal sealed record CommandLine(int Threads, string? Write, IReadOnlyList<string> Names, string Text)
{
    /// <summary>How the same can be measured again.</summary>
    public string Command => $"dotnet run --project benchmarks -c Release -- {Text}";

    public static CommandLine Parse(string[] arguments)
    {
        int threads = Environment.ProcessorCount;
        string? write = null;
        var names = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--threads": threads = int.Parse(arguments[++i], CultureInfo.InvariantCulture); break;
                case "--write": write = arguments[++i]; break;
                default: names.Add(arguments[i]); break;
            }
        }
        return new CommandLine(threads, write, names, string.Join(' ', arguments));
    }

    /// <summary>The first name that is none of those that can be measured; null when all are.</summary>
    public string? Unknown(IEnumerable<string> known) => Names.FirstOrDefault(name => !known.Contains(name));
}
