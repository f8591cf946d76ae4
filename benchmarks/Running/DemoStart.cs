using System.Diagnostics;

namespace MlNetDeep.Benchmarks.Running;

/// <summary>Seconds from starting <c>./demo.sh</c>, set up before, to the end of its first batch.</summary>
internal static class DemoStart
{
    private const int Rounds = 5;

    public static Outcome Measure()
    {
        Once();
        var figures = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            figures.Add(Once());
            Console.Error.WriteLine(FormattableString.Invariant($"start {round + 1}/{Rounds}: {figures[^1]:0.##} s"));
        }
        Launch launch = new(Path.Combine(Repository.Root, "demo.sh"));
        return new Outcome(new Comparison("start", "`./demo.sh` to its first batch, once set up", launch, launch, "", "s", double.NaN, Rounds), figures, []);
    }

    private static double Once()
    {
        long start = Stopwatch.GetTimestamp();
        var info = new ProcessStartInfo(Path.Combine(Repository.Root, "demo.sh")) { RedirectStandardOutput = true };
        using Process process = Process.Start(info) ?? throw new InvalidOperationException("demo.sh did not start");
        string? line;
        while ((line = process.StandardOutput.ReadLine()) is not null && !line.StartsWith("First batch", StringComparison.Ordinal)) { }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return line is not null ? seconds : throw new InvalidOperationException("demo.sh ended without a first batch");
    }
}
