using System.CommandLine;
using MlNetDeep.Tool.Output;

namespace MlNetDeep.Tool.Commands;

/// <summary>What every command takes.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write the result as one JSON object on standard output, and everything else on standard error.",
        Recursive = true,
    };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Write nothing but the result and errors.", Recursive = true };

    public static Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Write what ML.NET logs too.", Recursive = true };

    public static IReadOnlyList<Option> All { get; } = [Json, Quiet, Verbose];

    /// <summary>Runs a command: errors of the library are one sentence and an exit code, not a stack.</summary>
    public static void SetTool(this Command command, Func<ParseResult, Terminal, int> run) => command.SetAction(arguments =>
    {
        var terminal = new Terminal(arguments.GetValue(Json), arguments.GetValue(Quiet), arguments.GetValue(Verbose));
        try
        {
            return run(arguments, terminal);
        }
        catch (OperationCanceledException)
        {
            terminal.Error("Cancelled.");
            return ExitCodes.Cancelled;
        }
        catch (UsageException error)
        {
            terminal.Error(error.Message);
            return ExitCodes.Usage;
        }
        catch (DeepLearningException error)
        {
            terminal.Error(error.Message);
            return ExitCodes.Failed;
        }
    });
}
