using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds libmlnetdeep_torch.so and says what to do when it cannot be loaded.</summary>
internal static class NativeLoader
{
    internal const string LibraryName = "mlnetdeep_torch";

    private const string FileName = "libmlnetdeep_torch.so";

    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != LibraryName)
        {
            return 0;
        }

        string[] folders = [AppContext.BaseDirectory, Path.GetDirectoryName(assembly.Location) ?? ""];
        foreach (string folder in folders)
        {
            string path = Path.Combine(folder, FileName);
            if (File.Exists(path))
            {
                return Load(path);
            }
        }

        return NativeLibrary.TryLoad(FileName, assembly, searchPath, out nint handle)
            ? handle
            : throw new DllNotFoundException(
                $"{FileName}, the native part of the TorchSharp stand-in, is not in {AppContext.BaseDirectory}. "
                + "Run eng/setup.sh (it builds the library against libtorch) and build the program again.");
    }

    private static nint Load(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException error)
        {
            throw new DllNotFoundException(
                $"{path} is there but could not be loaded: {error.Message}. The libtorch that it was built against may "
                + "have moved; run eng/setup.sh to build it anew.", error);
        }
    }
}
