using System.Runtime.InteropServices;

namespace MlNetDeep.Estimators.LibTorch;

/// <summary>
/// libtorch's C interface, whose ABI is stable from 2.10 on (torch/csrc/stable/c/shim.h): one function calls any operator,
/// also those that TorchSharp does not know. A TorchSharp tensor's handle is what it calls an AtenTensorHandle.
/// </summary>
/// <remarks>Other libtorch versions lack it, so each of its users has a way that does without.</remarks>
internal static unsafe class AtenInterface
{
    /// <summary>The version whose conventions a call follows; later ones keep to them.</summary>
    public const ulong Version = (2UL << 56) | (10UL << 48);

    // Returns 0, or something else after an exception. The values lie at the pointer, and then the results.
    public static readonly delegate* unmanaged<byte*, byte*, ulong*, ulong, int> CallDispatcher =
        (delegate* unmanaged<byte*, byte*, ulong*, ulong, int>)Find("torch_call_dispatcher");

    public static readonly delegate* unmanaged<nint, nint*, int> NewTensorHandle =
        (delegate* unmanaged<nint, nint*, int>)Find("aoti_torch_new_tensor_handle");

    public static readonly delegate* unmanaged<nint, int> DeleteTensor =
        (delegate* unmanaged<nint, int>)Find("aoti_torch_delete_tensor_object");

    public static readonly delegate* unmanaged<nint, nint*, int> NewList =
        (delegate* unmanaged<nint, nint*, int>)Find("torch_new_list_reserve_size");

    public static readonly delegate* unmanaged<nint, ulong, int> PushBack =
        (delegate* unmanaged<nint, ulong, int>)Find("torch_list_push_back");

    public static readonly delegate* unmanaged<nint, nint*, int> ListSize = (delegate* unmanaged<nint, nint*, int>)Find("torch_list_size");

    public static readonly delegate* unmanaged<nint, nint, ulong*, int> ListItem =
        (delegate* unmanaged<nint, nint, ulong*, int>)Find("torch_list_get_item");

    public static readonly delegate* unmanaged<nint, int> DeleteList = (delegate* unmanaged<nint, int>)Find("torch_delete_list");

    /// <summary>Whether this libtorch has it.</summary>
    public static bool IsAvailable => !IsHidden && CallDispatcher is not null && NewTensorHandle is not null && DeleteTensor is not null
        && NewList is not null && PushBack is not null && ListSize is not null && ListItem is not null && DeleteList is not null;

    /// <summary>Behaves as if this libtorch did not have it: for tests of what is done without.</summary>
    public static bool IsHidden { get; set; }

    private static nint Find(string name) =>
        TorchLibrary.Handle is not 0 and var library && NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0;
}
