using System.Text.Json;
using MlNetDeep.Tests.Shared;

namespace MlNetDeep.Tool.Tests;

/// <summary>Starts the tool as a user does.</summary>
internal static class ToolRun
{
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string folder, params string[] arguments) =>
        await ChildProcess.RunAsync("dotnet", folder, [Path.Combine(AppContext.BaseDirectory, "mlnetdeep.dll"), .. arguments]);

    /// <summary>Runs a command that must succeed, and reads its JSON.</summary>
    public static async Task<JsonElement> JsonAsync(string folder, params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(folder, [.. arguments, "--json"]);
        Assert.True(code == 0, $"{string.Join(' ', arguments)} ended with {code}:\n{error}\n{output}");
        return JsonDocument.Parse(output).RootElement;
    }
}
