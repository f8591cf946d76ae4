using System.Runtime.InteropServices;

namespace MlNetDeep.Estimators;

/// <summary>Tells an allocation that failed from other errors of the native library.</summary>
internal static class OutOfMemory
{
    public static bool Is(ExternalException e) =>
        e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || e.Message.Contains("DefaultCPUAllocator", StringComparison.Ordinal);
}
