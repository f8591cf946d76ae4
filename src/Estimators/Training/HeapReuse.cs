using System.Runtime.InteropServices;

namespace MlNetDeep.Estimators.Training;

/// <summary>
/// Keeps glibc from giving the memory of activations back to Linux after every step and asking for it anew. libtorch
/// allocates with malloc on the CPU; with glibc's defaults a step of the MNIST convnet costs some 4,600 page faults, a
/// third of its time. Elsewhere this does nothing.
/// </summary>
internal sealed unsafe class HeapReuse : IDisposable
{
    // The parameters of mallopt, as malloc.h numbers them.
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int MmapMax = -4;
    private const int DefaultMmapMax = 65536;

    // What glibc's own adjustment ends at after large blocks were freed, so that nothing is different afterwards.
    private const int LargestMmapThreshold = 32 << 20;

    private static readonly delegate* unmanaged<int, int, int> _mallopt = (delegate* unmanaged<int, int, int>)Find("mallopt");
    private static readonly delegate* unmanaged<nuint, int> _mallocTrim = (delegate* unmanaged<nuint, int>)Find("malloc_trim");

    public HeapReuse()
    {
        if (_mallopt is not null)
        {
            // Blocks above the largest threshold would otherwise be mapped anew each time: a step of VGG-16 takes some 300,000
            // page faults for them.
            _mallopt(MmapThreshold, LargestMmapThreshold);
            _mallopt(MmapMax, 0);
            _mallopt(TrimThreshold, int.MaxValue);
        }
    }

    /// <summary>Gives the free memory back.</summary>
    public void Dispose()
    {
        if (_mallopt is not null && _mallocTrim is not null)
        {
            _mallopt(MmapMax, DefaultMmapMax);
            _mallopt(TrimThreshold, 2 * LargestMmapThreshold);
            _mallocTrim(0);
        }
    }

    private static nint Find(string name) =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out nint library)
        && NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0;
}
