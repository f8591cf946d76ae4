using System.Diagnostics;
using System.Text;

namespace MlNetDeep.Estimators.Tests.LibTorch;

/// <summary>Apps whose native libraries do not load, each in a process of its own.</summary>
public sealed class TorchLibraryTests : IDisposable
{
    private const string Bindings = "libLibTorchSharp.so", Torch = "libtorch_cpu.so";
    private const int Uses = 6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsThereLoads() => Assert.Equal(["works"], Answers(_ => true));

    [Fact]
    public void MissingLibtorchNamesThePackage()
    {
        string message = Assert.Single(Answers(file => !file.Contains("torch", StringComparison.Ordinal)));
        Assert.StartsWith($"libtorch is missing: there is no {Torch} among the app's files", message);
        Assert.Contains("TorchSharp-cpu 0.107.0", message);
    }

    [Fact]
    public void MissingBindingsNameThePackage() =>
        Assert.StartsWith($"TorchSharp's native library is missing: there is no {Bindings}", Assert.Single(Answers(file => file != Bindings)));

    // What the original file says on a system with an older libstdc++, this copy says on all.
    [Fact]
    public void ASystemThatIsTooOldIsTold()
    {
        Write(Bindings, Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "original", Bindings)))
            .Replace("GLIBCXX_3.4.32\0", "GLIBCXX_3.9.32\0", StringComparison.Ordinal)));
        string message = Assert.Single(Answers(_ => true));
        Assert.StartsWith($"{Bindings} of TorchSharp 0.107.0 needs GLIBCXX_3.9.32, which this system's libstdc++ does not have", message);
        Assert.Contains("MlNetDeepRelaxLibTorchSharp", message);
    }

    [Fact]
    public void AnotherSystemsLibraryIsRefused()
    {
        Write(Torch, "MZ, a library of another system"u8);
        string message = Assert.Single(Answers(_ => true));
        Assert.StartsWith($"{Torch} does not load", message);
        Assert.Contains("linux-x64", message);
    }

    private void Write(string name, ReadOnlySpan<byte> bytes) => File.WriteAllBytes(_folder.File(name), bytes);

    /// <summary>Starts the worker among some of the native libraries, and gives the different answers of all uses of torch.</summary>
    private IReadOnlyList<string> Answers(Func<string, bool> hasNative)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("The libraries' names, and what refuses them, are Linux's.");
        }

        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            string name = Path.GetFileName(file), target = _folder.File(name);
            if (!name.Contains(".so", StringComparison.Ordinal))
            {
                File.Copy(file, target);
            }
            else if (hasNative(name) && !File.Exists(target))
            {
                File.CreateSymbolicLink(target, file);
            }
        }

        using Process process = Process.Start(new ProcessStartInfo("dotnet", [_folder.File("MlNetDeep.Estimators.Tests.Worker.dll"), "torch", _folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();

        Assert.Equal("", errors.Result);
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(Uses, lines.Length);
        Assert.Empty(Directory.GetDirectories(_folder));
        return [.. lines.Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]).Distinct()];
    }
}
