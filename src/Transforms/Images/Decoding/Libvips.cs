using System.Runtime.InteropServices;
using NetVips;

namespace MlNetDeep;

/// <summary>Sets libvips up once in a process, as many images of unknown origin want it.</summary>
internal static class Libvips
{
    private static readonly string[] _loaders =
        ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadNsgif", "VipsForeignLoadWebp", "VipsForeignLoadTiff"];

    private static readonly Lazy<string?> _problem = new(Start);

    /// <exception cref="DeepLearningException">libvips' native library is missing or too old.</exception>
    public static void Require()
    {
        if (_problem.Value is { } problem)
            throw new DeepLearningException(problem, ModuleInitializer.Exception!);
    }

    /// <summary>The sentence that says which package is missing.</summary>
    /// <param name="platform">The runtime identifier, such as linux-musl-x64.</param>
    public static string Missing(string platform) =>
        $"Image files are decoded by libvips, whose native library cannot be loaded here: add the package NetVips.Native.{platform} to the app.";

    private static string? Start()
    {
        if (!ModuleInitializer.VipsInitialized)
            return Missing(RuntimeInformation.RuntimeIdentifier);
        if (!NetVips.NetVips.AtLeastLibvips(8, 18))
        {
            return $"libvips {NetVips.NetVips.Version(0)}.{NetVips.NetVips.Version(1)} was loaded; expected 8.18 or newer: add the package "
                + $"NetVips.Native.{RuntimeInformation.RuntimeIdentifier} to the app.";
        }

        // Whatever reaches libvips: nothing else than these five of its readers runs.
        Operation.Block("VipsForeignLoad", true);
        foreach (string loader in _loaders)
            Operation.Block(loader, false);
        // A result is used once, and images are decoded side by side: neither a cache nor threads inside one image.
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
        // What a damaged file makes libvips say does not belong on the console: a file that cannot be used is an exception.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, (_, _, _) => { });
        return null;
    }
}
