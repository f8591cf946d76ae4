namespace MlNetDeep.Benchmarks.Running;

/// <summary>A command line that speaks the protocol of <see cref="Contestant"/>.</summary>
internal sealed record Launch(string File, params string[] Arguments)
{
    /// <summary>This program, serving one kind of round.</summary>
    public static Launch Serve(params string[] arguments) =>
        new(Environment.ProcessPath!, IsHostedByDotnet ? [Environment.GetCommandLineArgs()[0], "serve", .. arguments] : ["serve", .. arguments]);

    /// <summary>A Python peer in benchmarks/peers; the interpreter is <c>PYTHON</c> or Debian's own, which has the packaged torch.</summary>
    public static Launch Python(string script, params string[] arguments) =>
        new(Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3", [Path.Combine(Repository.Root, "benchmarks", "peers", script), .. arguments]);

    private static bool IsHostedByDotnet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
}
