using System.Globalization;

namespace MlNetDeep.Examples;

/// <summary>Reads <c>--name value</c> pairs and reports all problems together.</summary>
public sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _known = [];
    private readonly List<string> _problems = [];

    /// <param name="arguments">The program's arguments.</param>
    public CommandLine(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            if (name is "--help" or "-h")
                WantsHelp = true;
            else if (!name.StartsWith("--", StringComparison.Ordinal))
                _problems.Add($"'{name}' is not an option; options begin with --.");
            else if (i + 1 == arguments.Count)
                _problems.Add($"{name} needs a value.");
            else if (!_values.TryAdd(name, arguments[++i]))
                _problems.Add($"{name} is given twice.");
        }
    }

    /// <summary>Whether --help is among the arguments.</summary>
    public bool WantsHelp { get; }

    /// <summary>A text, or the default.</summary>
    public string? Text(string name, string? defaultValue = null)
    {
        _known.Add(name);
        return _values.GetValueOrDefault(name, defaultValue!);
    }

    /// <summary>A whole number in a range, or the default.</summary>
    public int Integer(string name, int defaultValue, int least, int most)
    {
        if (Text(name) is not string text)
            return defaultValue;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            return value;
        _problems.Add($"{name}: expected a whole number from {least} to {most}, found '{text}'.");
        return defaultValue;
    }

    /// <summary>A number in a range, or the default.</summary>
    public double Number(string name, double defaultValue, double least, double most)
    {
        if (Text(name) is not string text)
            return defaultValue;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most)
            return value;
        _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: expected a number from {least} to {most}, found '{text}'."));
        return defaultValue;
    }

    /// <summary>An http or https address, or null.</summary>
    public Uri? Address(string name)
    {
        if (Text(name) is not string text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https"))
            return address;
        _problems.Add($"{name}: expected an http or https address, found '{text}'.");
        return null;
    }

    /// <summary>Throws when anything was wrong or is not known. Call it after the last option is read.</summary>
    /// <exception cref="UsageException">There are problems.</exception>
    public void Check()
    {
        _problems.AddRange(_values.Keys.Where(name => !_known.Contains(name)).Select(name => $"{name} is not an option of this program."));
        if (_problems.Count > 0)
            throw new UsageException(_problems);
    }
}
