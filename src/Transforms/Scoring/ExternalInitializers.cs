using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep;

/// <summary>
/// ONNX Runtime's <c>AddExternalInitializersFromFilesInMemory</c> (since 1.18), which its C# interface does not have: a
/// session takes tensors that a model keeps in files from memory.
/// </summary>
internal static unsafe class ExternalInitializers
{
    /// <summary>The version of the C interface that has the function; later versions keep its place.</summary>
    private const uint Since = 18;

    // Without it, ONNX Runtime takes a copy.
    private const string WithoutCopy = "session.use_external_initializer_file_buffers_directly";

    private static readonly Lazy<OrtApi?> _api = new(Find);

    /// <summary>Whether the native library in this process has the function.</summary>
    public static bool AreAvailable => _api.Value is not null;

    /// <summary>Lends memory to all sessions that are made with the options; it must stay where it is until these are released.</summary>
    /// <param name="options">The options.</param>
    /// <param name="files">The names of the files as the model has them.</param>
    /// <param name="memory">What is in each of them.</param>
    /// <param name="lengths">The number of bytes of each.</param>
    /// <exception cref="DeepLearningException">ONNX Runtime refuses it.</exception>
    public static void Lend(SessionOptions options, string[] files, MemoryHandle[] memory, long[] lengths)
    {
        options.AddSessionConfigEntry(WithoutCopy, "1");
        OrtApi api = _api.Value!.Value;
        var add = (delegate* unmanaged[Stdcall]<nint, nint*, void**, nuint*, nuint, nint>)api.AddExternalInitializersFromFilesInMemory;
        nint[] names = new nint[files.Length];
        void*[] addresses = new void*[files.Length];
        nuint[] sizes = [.. lengths.Select(length => (nuint)length)];
        try
        {
            for (int i = 0; i < files.Length; i++)
            {
                // Paths are of the system's own characters.
                names[i] = OperatingSystem.IsWindows() ? Marshal.StringToCoTaskMemUni(files[i]) : Marshal.StringToCoTaskMemUTF8(files[i]);
                addresses[i] = memory[i].Pointer;
            }

            fixed (nint* namePointer = names)
            fixed (void** addressPointer = addresses)
            fixed (nuint* sizePointer = sizes)
                Check(api, add(options.DangerousGetHandle(), namePointer, addressPointer, sizePointer, (nuint)files.Length));
            GC.KeepAlive(options);
        }
        finally
        {
            foreach (nint name in names)
                Marshal.FreeCoTaskMem(name);
        }
    }

    private static void Check(OrtApi api, nint status)
    {
        if (status == 0)
            return;
        string message = Marshal.PtrToStringUTF8(((delegate* unmanaged[Stdcall]<nint, nint>)api.GetErrorMessage)(status)) ?? "";
        ((delegate* unmanaged[Stdcall]<nint, void>)api.ReleaseStatus)(status);
        throw new DeepLearningException($"ONNX Runtime does not take the tensors of a network: {message}");
    }

    private static OrtApi? Find()
    {
        // The library that ONNX Runtime's own assembly has loaded, not another one of the same name.
        _ = OnnxRuntimeEnvironment.Instance;
        if (!NativeLibrary.TryLoad("onnxruntime", typeof(InferenceSession).Assembly, null, out nint library)
            || !NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint export))
        {
            return null;
        }

        OrtApiBase versions = *(OrtApiBase*)((delegate* unmanaged[Stdcall]<nint>)export)();
        var table = (OrtApi*)((delegate* unmanaged[Stdcall]<uint, nint>)versions.GetApi)(Since);
        return table is null ? null : *table;
    }
}
