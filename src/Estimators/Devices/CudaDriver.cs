using System.Runtime.InteropServices;
using System.Text;

namespace MlNetDeep;

/// <summary>The few calls of the CUDA driver library that name a device; the library is there wherever CUDA works.</summary>
internal static unsafe class CudaDriver
{
    public static bool TryDescribe(int index, out string name, out ulong bytes)
    {
        name = "";
        bytes = 0;
        string library = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(library, out nint handle))
        {
            return false;
        }

        try
        {
            if (!NativeLibrary.TryGetExport(handle, "cuInit", out nint init)
                || !NativeLibrary.TryGetExport(handle, "cuDeviceGet", out nint get)
                || !NativeLibrary.TryGetExport(handle, "cuDeviceGetName", out nint getName)
                || !NativeLibrary.TryGetExport(handle, "cuDeviceTotalMem_v2", out nint getMemory))
            {
                return false;
            }

            int device;
            nuint memory;
            byte* text = stackalloc byte[256];
            if (((delegate* unmanaged<uint, int>)init)(0) != 0
                || ((delegate* unmanaged<int*, int, int>)get)(&device, index) != 0
                || ((delegate* unmanaged<byte*, int, int, int>)getName)(text, 256, device) != 0
                || ((delegate* unmanaged<nuint*, int, int>)getMemory)(&memory, device) != 0)
            {
                return false;
            }

            name = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
            bytes = memory;
            return true;
        }
        finally
        {
            NativeLibrary.Free(handle);
        }
    }
}
