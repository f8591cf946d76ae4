#nullable enable
using System.Reflection;
using System.Runtime.InteropServices;

namespace MlNetDeep.Transforms.Vips;

/// <summary>Finds, loads and starts libvips, once in a process.</summary>
internal static unsafe class VipsLibrary
{
    // The library beside the program first, then the system's.
    private static readonly string[] s_names =
        ["libvips-cpp.so", "libvips.so.42", "libvips.42.dylib", "libvips-42.dll"];

    private static readonly Lazy<string?> s_problem = new(Start);

    /// <summary>Whether images can be decoded with libvips.</summary>
    public static bool IsAvailable => s_problem.Value is null;

    /// <summary>Bytes that libvips holds now, as it counts them itself.</summary>
    public static long TrackedMemory => IsAvailable ? (long)VipsNative.TrackedMemory() : 0;

    /// <exception cref="DllNotFoundException">There is no usable libvips.</exception>
    public static void Require()
    {
        if (s_problem.Value is { } problem)
            throw new DllNotFoundException(problem);
    }

    /// <summary>What libvips has reported since the last time, in one line.</summary>
    public static VipsException Error()
    {
        nint text = VipsNative.TakeErrors();
        string message = Marshal.PtrToStringUTF8(text) ?? "";
        VipsNative.Free((void*)text);
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new VipsException(lines.Length == 0 ? "libvips failed without a message" : string.Join("; ", lines.Distinct().Take(3)));
    }

    private static string? Start()
    {
        NativeLibrary.SetDllImportResolver(typeof(VipsLibrary).Assembly, Resolve);
        try
        {
            if (VipsNative.Version(0) < 8 || (VipsNative.Version(0) == 8 && VipsNative.Version(1) < 13))
                return "libvips 8.13 or newer is needed";
            if (VipsNative.Init("MlNetDeep") != 0)
                return $"libvips does not start: {Error().Message}";
            // Files come from anywhere: only loaders that are tested against hostile ones.
            VipsNative.BlockUntrusted(1);
            // A result is used once, and images are decoded side by side: neither a cache nor threads inside one image.
            VipsNative.SetCacheMax(0);
            VipsNative.SetConcurrency(1);
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return $"libvips cannot be loaded: {error.Message}";
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != VipsNative.Library)
            return 0;
        foreach (string candidate in s_names)
        {
            if (NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, candidate), out nint handle)
                || NativeLibrary.TryLoad(candidate, assembly, path, out handle))
            {
                return handle;
            }
        }

        return 0;
    }
}
