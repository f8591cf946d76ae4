using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace MlNetDeep.Estimators.LibTorch;

/// <summary>Says in one sentence why a native library does not load, and what to do.</summary>
internal static partial class LoadProblem
{
    /// <summary>libtorch's library for the CPU.</summary>
    public const string Torch = "torch_cpu";

    /// <summary>TorchSharp's own native library, which needs libtorch.</summary>
    public const string Bindings = "LibTorchSharp";

    /// <summary>The exception to throw.</summary>
    /// <param name="torchSharp">TorchSharp's assembly.</param>
    /// <param name="library">The library that was refused.</param>
    public static TrainingException Describe(Assembly torchSharp, string library)
    {
        string version = torchSharp.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+', '-')[0]
            ?? torchSharp.GetName().Version!.ToString(3);
        string file = FileName(library);
        string? path = Folders(torchSharp).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
        return new TrainingException(
            !HasLibraries ? $"TorchSharp {version} has no native libraries for {Platform}: run the app as an x64 process on Linux or Windows, or on an Arm64 Mac."
            : path is null ? Missing(library, file, version)
            : Refused(library, path, version));
    }

    private static string Platform => RuntimeInformation.RuntimeIdentifier;

    private static bool HasLibraries => (RuntimeInformation.ProcessArchitecture, OperatingSystem.IsWindows(), OperatingSystem.IsMacOS()) switch
    {
        (System.Runtime.InteropServices.Architecture.X64, _, false) => true,
        (System.Runtime.InteropServices.Architecture.Arm64, true, _) or (System.Runtime.InteropServices.Architecture.Arm64, _, true) => true,
        _ => false,
    };

    private static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    private static IEnumerable<string> Folders(Assembly torchSharp)
    {
        string searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat([AppContext.BaseDirectory, .. Path.GetDirectoryName(torchSharp.Location) is { Length: > 0 } folder ? [folder] : Array.Empty<string>()]);
    }

    private static string Missing(string library, string file, string version) => library == Torch
        ? $"libtorch is missing: there is no {file} among the app's files; reference the package TorchSharp-cpu {version}, or "
            + $"TorchSharp-cuda-linux or TorchSharp-cuda-windows {version} for NVIDIA GPUs, in the project that is run, and build it for {Platform}."
        : $"TorchSharp's native library is missing: there is no {file} among the app's files; reference the package TorchSharp {version} in the project "
            + $"that is run, and build it for {Platform}.";

    private static string Refused(string library, string path, string version)
    {
        string reason = Reason(path);
        string file = library == Bindings ? $"{Path.GetFileName(path)} of TorchSharp {version}" : Path.GetFileName(path);
        if (VersionNeed().Match(reason) is { Success: true } need)
        {
            string name = need.Groups["version"].Value;
            return name.StartsWith("GLIBC_", StringComparison.Ordinal)
                ? $"{file} needs {name}, which this system's C library does not have: run the app on a newer Linux."
                : $"{file} needs {name}, which this system's libstdc++ does not have: build the app for linux-x64 without "
                    + "MlNetDeepRelaxLibTorchSharp=false, so that MlNetDeep makes a copy that loads here, or run it on a newer Linux.";
        }

        return OperatingSystem.IsWindows() && version == "0.107.0"
            ? $"TorchSharp {version} does not load on Windows, because its native library was built for another libtorch than its packages bring (TorchSharp issue 1567): "
                + "reference a later release of TorchSharp and of TorchSharp-cpu, or run the app on Linux."
            : $"{file} does not load ({reason}): reference TorchSharp-cpu {version} and no other version of libtorch in the project that is "
                + $"run, and build it for {Platform}.";
    }

    // The system's reason is one line of several; the others are advice of .NET's, and the path once more.
    private static string Reason(string path)
    {
        try
        {
            NativeLibrary.Free(NativeLibrary.Load(path));
            return "it loads alone, but not for TorchSharp";
        }
        catch (DllNotFoundException e)
        {
            string[] lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return (lines.Skip(1).FirstOrDefault(l => VersionNeed().IsMatch(l)) ?? lines[^1]).TrimEnd('.');
        }
        catch (BadImageFormatException)
        {
            return $"it is no library for {Platform}";
        }
    }

    [GeneratedRegex(@"version [`'](?<version>[A-Z]+_[0-9.]+)' not found")]
    private static partial Regex VersionNeed();
}
