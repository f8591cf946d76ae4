using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Spectre.Console;

namespace MlNetDeep.Tool.Output;

/// <summary>What the tool says, to people or to programs.</summary>
internal sealed class Terminal
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly bool _isJson;
    private readonly bool _isQuiet;
    private readonly bool _isVerbose;
    private readonly IAnsiConsole _console;

    public Terminal(bool isJson, bool isQuiet, bool isVerbose)
    {
        (_isJson, _isQuiet, _isVerbose) = (isJson, isQuiet, isVerbose);

        // Colours only where somebody sees them. With --json, standard output belongs to the result.
        bool isRedirected = isJson ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Out = new AnsiConsoleOutput(isJson ? Console.Error : Console.Out),
        });
        if (isRedirected)
            _console.Profile.Width = 160;
    }

    /// <summary>A line of what is happening.</summary>
    public void Say(string text)
    {
        if (!_isQuiet)
            _console.WriteLine(text);
    }

    /// <summary>A line that people should not miss.</summary>
    public void Warn(string text)
    {
        if (!_isQuiet)
            _console.MarkupLineInterpolated($"[yellow]Warning:[/] {text}");
    }

    /// <summary>Why the command failed; always on standard error.</summary>
    public void Error(string text)
    {
        if (_isJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(new { error = text }, _json));
        Console.Error.WriteLine($"mlnetdeep: {text}");
    }

    /// <summary>The result: as JSON, or in words.</summary>
    public void Result(object result, Action<IAnsiConsole> show)
    {
        if (_isJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(result, _json));
        else
            show(_console);
    }

    /// <summary>A context whose warnings are shown, and with --verbose all it logs.</summary>
    public MLContext Context(int seed)
    {
        var context = new MLContext(seed);
        context.Log += (_, entry) =>
        {
            if (entry.Kind is ChannelMessageKind.Warning or ChannelMessageKind.Error)
                Warn(entry.RawMessage);
            else if (_isVerbose)
                Say(entry.Message);
        };
        return context;
    }
}
