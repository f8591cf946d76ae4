using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNetDeep.Estimators.LibTorch;

/// <summary>
/// Loads libtorch. Everything that uses torch comes by here first: TorchSharp's own loader, when it fails, copies half a
/// gigabyte beside the app and reports some twenty lines. It asks for the same libraries in the same way, so that what
/// was loaded here it finds loaded.
/// </summary>
internal static class TorchLibrary
{
    private static readonly Lock _gate = new();
    private static bool _ready;
    private static nint _torch;

    /// <summary>The handle of libtorch's CPU library; 0 when all of libtorch lies in another one.</summary>
    public static nint Handle
    {
        get
        {
            Ready();
            return _torch;
        }
    }

    /// <summary>Makes sure that torch can be used.</summary>
    /// <exception cref="TrainingException">A native library is missing, or the system refuses it.</exception>
    public static void Ready()
    {
        if (Volatile.Read(ref _ready))
        {
            return;
        }

        lock (_gate)
        {
            if (!_ready)
            {
                ThreadWaiting.LimitSpinning();
                Load();
                Volatile.Write(ref _ready, true);
            }
        }
    }

    private static void Load()
    {
        // The type's assembly can be had without running its static constructor, which loads.
        Assembly torchSharp = typeof(torch).Assembly;
        bool hasTorch = NativeLibrary.TryLoad(LoadProblem.Torch, torchSharp, null, out _torch);
        if (!NativeLibrary.TryLoad(LoadProblem.Bindings, torchSharp, null, out _) && !IsInPackageCache(torchSharp))
        {
            throw LoadProblem.Describe(torchSharp, hasTorch ? LoadProblem.Bindings : LoadProblem.Torch);
        }
    }

    // In a notebook each package stays in its folder of the cache, and only TorchSharp knows how to gather them.
    private static bool IsInPackageCache(Assembly torchSharp) =>
        torchSharp.Location.Split('/', '\\') is [.., var package, _, "lib", _, _] && package.Equals("torchsharp", StringComparison.OrdinalIgnoreCase);
}
