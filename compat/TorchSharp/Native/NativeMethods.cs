using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[module: SkipLocalsInit]

namespace TorchSharp.Native;

/// <summary>The functions of libmlnetdeep_torch.so; see compat/TorchSharp/native.</summary>
internal static unsafe class NativeMethods
{
    private const string Library = NativeLoader.LibraryName;

    static NativeMethods() => NativeLoader.Register();

    [DllImport(Library)] internal static extern nint mlnd_error();

    [DllImport(Library)] internal static extern nint mlnd_operator(byte* name, byte* overload);
    [DllImport(Library)] internal static extern int mlnd_call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity);
    [DllImport(Library)] internal static extern void mlnd_free_list(nint items);

    [DllImport(Library)] internal static extern long mlnd_live_handles();
    [DllImport(Library)] internal static extern void mlnd_release(nint handle);
    [DllImport(Library)] internal static extern nint mlnd_alias(nint handle);
    [DllImport(Library)] internal static extern nint mlnd_from_blob(void* data, long* sizes, int rank, int dtype, delegate* unmanaged<nint, void> release, nint context);
    [DllImport(Library)] internal static extern int mlnd_rank(nint handle);
    [DllImport(Library)] internal static extern int mlnd_sizes(nint handle, long* sizes);
    [DllImport(Library)] internal static extern int mlnd_strides(nint handle, long* strides);
    [DllImport(Library)] internal static extern long mlnd_numel(nint handle);
    [DllImport(Library)] internal static extern long mlnd_storage_offset(nint handle);
    [DllImport(Library)] internal static extern int mlnd_dtype(nint handle);
    [DllImport(Library)] internal static extern long mlnd_item_size(nint handle);
    [DllImport(Library)] internal static extern int mlnd_device(nint handle, int* index);
    [DllImport(Library)] internal static extern int mlnd_is_contiguous(nint handle);
    [DllImport(Library)] internal static extern nint mlnd_data(nint handle);

    [DllImport(Library)] internal static extern int mlnd_requires_grad(nint handle);
    [DllImport(Library)] internal static extern int mlnd_set_requires_grad(nint handle, int value);
    [DllImport(Library)] internal static extern int mlnd_is_leaf(nint handle);
    [DllImport(Library)] internal static extern int mlnd_retain_grad(nint handle);
    [DllImport(Library)] internal static extern nint mlnd_grad(nint handle);
    [DllImport(Library)] internal static extern int mlnd_set_grad(nint handle, nint grad);
    [DllImport(Library)] internal static extern int mlnd_backward(nint* roots, int rootCount, nint* grads, int gradCount, nint* inputs, int inputCount, int retainGraph, int createGraph);
    [DllImport(Library)] internal static extern int mlnd_gradients(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* grads, int gradCount, int retainGraph, int createGraph, int allowUnused, nint* results);
    [DllImport(Library)] internal static extern int mlnd_grad_mode();
    [DllImport(Library)] internal static extern void mlnd_set_grad_mode(int enabled);
    [DllImport(Library)] internal static extern int mlnd_inference_mode();
    [DllImport(Library)] internal static extern nint mlnd_inference_guard(int enabled);
    [DllImport(Library)] internal static extern void mlnd_delete_inference_guard(nint guard);

    [DllImport(Library)] internal static extern nint mlnd_version();
    [DllImport(Library)] internal static extern int mlnd_threads();
    [DllImport(Library)] internal static extern int mlnd_set_threads(int count);
    [DllImport(Library)] internal static extern int mlnd_manual_seed(ulong seed);
    [DllImport(Library)] internal static extern int mlnd_manual_seed_cuda(ulong seed, int index);
    [DllImport(Library)] internal static extern nint mlnd_default_generator(int deviceType, int index);
    [DllImport(Library)] internal static extern nint mlnd_new_generator(ulong seed, int deviceType, int index);
    [DllImport(Library)] internal static extern void mlnd_delete_generator(nint generator);
    [DllImport(Library)] internal static extern int mlnd_generator_seed(nint generator, ulong seed);
    [DllImport(Library)] internal static extern int mlnd_generator_initial_seed(nint generator, ulong* seed);
    [DllImport(Library)] internal static extern nint mlnd_generator_state(nint generator);
    [DllImport(Library)] internal static extern int mlnd_set_generator_state(nint generator, nint state);
    [DllImport(Library)] internal static extern int mlnd_cuda_device_count();
    [DllImport(Library)] internal static extern int mlnd_cuda_synchronize(int index);
}
