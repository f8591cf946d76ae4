namespace MlNetDeep.Examples;

/// <summary>The frame of every example program: arguments, errors as sentences, exit codes.</summary>
public static class ExampleProgram
{
    /// <summary>Runs an example.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="usage">What --help prints.</param>
    /// <param name="run">The example; it reads its options and calls <see cref="CommandLine.Check"/>.</param>
    /// <returns>0 when all went well, 1 when the run or a check failed, 2 when the arguments were wrong.</returns>
    public static async Task<int> RunAsync(string[] arguments, string usage, Func<CommandLine, CancellationToken, Task> run)
    {
        CommandLine line = new(arguments);
        if (line.WantsHelp)
        {
            Console.WriteLine(usage);
            return 0;
        }

        // The first Ctrl+C asks politely, the second one is left to the system.
        using CancellationTokenSource cancellation = new();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        };

        try
        {
            await run(line, cancellation.Token);
            return 0;
        }
        catch (UsageException error)
        {
            Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine("--help lists the options.");
            return 2;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped on request, before there was anything to keep.");
            return 1;
        }
        catch (Exception error) when (error is CheckFailedException or DeepLearningException or IOException
            or InvalidDataException or UnauthorizedAccessException or HttpRequestException)
        {
            Console.Error.WriteLine($"Failed: {error.Message}");
            return 1;
        }
    }
}
