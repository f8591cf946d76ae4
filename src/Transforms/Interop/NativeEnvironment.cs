using System.Runtime.InteropServices;

namespace MlNetDeep;

/// <summary>Environment variables as native code sees them.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for the native libraries that are loaded later.</summary>
    public static void Set(string name, string value)
    {
        // Except on Windows the runtime keeps its own copy of the variables, and native code sees nothing of a change to it.
        if (OperatingSystem.IsWindows())
            Environment.SetEnvironmentVariable(name, value);
        else
            _ = SetVariable(name, value, overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
