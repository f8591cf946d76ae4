using System.Globalization;

namespace MlNetDeep.Benchmarks.Running;

/// <summary>Peak memory of the same work on many rows against few, a process each: equal when rows stream.</summary>
internal static class PeakMemory
{
    /// <param name="comparison">Two processes whose first round gives their peak in MB.</param>
    public static Outcome Measure(Comparison comparison)
    {
        var many = new List<double>();
        var few = new List<double>();
        for (int round = 0; round < comparison.Rounds; round++)
        {
            many.Add(Once(comparison.Ours));
            few.Add(Once(comparison.Peer));
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{comparison.Name} {round + 1}/{comparison.Rounds}: {many[^1]:0} and {few[^1]:0} MB"));
        }
        return new Outcome(comparison, many, few);
    }

    /// <summary>The high-water mark that Linux keeps of this process, resident pages of native libraries included, in MB.</summary>
    public static double OfThisProcess()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        return double.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static double Once(Launch launch)
    {
        using var process = new Contestant(launch);
        return process.Round();
    }
}
