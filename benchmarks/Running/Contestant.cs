using System.Diagnostics;
using System.Globalization;

namespace MlNetDeep.Benchmarks.Running;

/// <summary>
/// One side of a comparison: a process that prints "ready" and then, for every line it reads, does one round and prints
/// its figure. Keeping both processes alive lets rounds alternate closely, so that a noisy machine hits both alike.
/// </summary>
internal sealed class Contestant : IDisposable
{
    private const string OpenBlas = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

    private readonly Process _process;

    public Contestant(Launch launch)
    {
        var start = new ProcessStartInfo(launch.File, launch.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // Debian's PyTorch takes the OpenBLAS that shares its threads; the other fights them for the cores.
        if (Directory.Exists(OpenBlas))
            start.Environment["LD_LIBRARY_PATH"] = OpenBlas;
        // Both sides wait for work in the same way: ours sets this by itself.
        start.Environment.TryAdd("GOMP_SPINCOUNT", "10000");
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{launch.File} did not start");
        while (ReadLine() != "ready") { }
    }

    /// <summary>One round; returns the figure that it printed last.</summary>
    public double Round()
    {
        _process.StandardInput.WriteLine("round");
        _process.StandardInput.Flush();
        while (true)
        {
            // Training prints its own lines; the figure is the one that is a bare number.
            if (double.TryParse(ReadLine(), NumberStyles.Float, CultureInfo.InvariantCulture, out double figure))
                return figure;
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private string ReadLine() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException($"'{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}' ended without a figure");
}
