using System.Runtime.InteropServices;

namespace MlNetDeep.Benchmarks.Running;

/// <summary>The machine in a line, for the tables.</summary>
internal static class Machine
{
    public static string Describe()
    {
        string processor = Read("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        return $"{processor}, {Environment.ProcessorCount} cores, {memory:0} GiB, {Read("/etc/os-release", "PRETTY_NAME")?.Trim('"')}, .NET {Environment.Version}";
    }

    private static string? Read(string file, string key)
    {
        if (!File.Exists(file))
            return null;
        string? line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        return line?[(line.IndexOfAny([':', '=']) + 1)..].Trim();
    }
}
