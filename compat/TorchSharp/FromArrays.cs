using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Float32, device, requires_grad);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, dtype ?? ScalarType.Float64, device, requires_grad);

    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, dtype ?? ScalarType.Int64, device, requires_grad);

    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Int32, device, requires_grad);

    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copy(rawArray, [rawArray.LongLength], dtype, device, requires_grad, names);

    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copy(rawArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copy(rawArray, [rawArray.LongLength], dtype, device, requires_grad, names);

    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copy(rawArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copy(dataArray, [dataArray.LongLength], dtype, device, requires_grad, names);

    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copy(dataArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copy(rawArray, [rawArray.LongLength], dtype, device, requires_grad, names);

    public static Tensor tensor(int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copy(rawArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copy(rawArray, [rawArray.LongLength], dtype, device, requires_grad, names);

    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copy(rawArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Copy(rawArray, [rawArray.LongLength], dtype, device, requires_grad, names);

    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>The tensor shares the array's memory, which stays pinned until the last tensor over it is gone.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        Unnamed(names);
        var dimensions = new long[rawArray.Rank];
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = rawArray.GetLongLength(i);
        }

        return Convert(Share(rawArray, dimensions, 0), dtype, device, requires_grad);
    }

    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        long length = rawArray.LongLength;
        if (offset < 0 || offset >= length)
        {
            throw new ArgumentException($"invalid value for 'offset': {offset}");
        }

        count = count < 0 ? length - offset : count;
        if (count > length - offset)
        {
            throw new IndexOutOfRangeException($"element count is too large: {count}");
        }

        return Convert(Share(rawArray, [count], offset), dtype, null, requires_grad);
    }

    private static Tensor FromScalar(Scalar scalar, ScalarType type, Device? device, bool requiresGrad) =>
        Finish(Operators.Full.Call(Array.Empty<long>(), scalar, type, Value.None, InitializeDevice(device)), requiresGrad);

    private static Tensor Copy<T>(T[] values, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
        where T : unmanaged
    {
        Unnamed(names);
        CheckLength(dimensions, values.LongLength);
        Tensor tensor = empty(dimensions, ToScalarType(typeof(T)));
        MemoryMarshal.AsBytes(values.AsSpan())[..tensor.bytes.Length].CopyTo(tensor.bytes);
        return Convert(tensor, dtype, device, requiresGrad);
    }

    private static unsafe Tensor Share(Array values, long[] dimensions, long offset)
    {
        ScalarType type = ToScalarType(values.GetType().GetElementType()!);
        CheckLength(dimensions, values.LongLength - offset);
        var pin = GCHandle.Alloc(values, GCHandleType.Pinned);
        byte* start = (byte*)pin.AddrOfPinnedObject() + (offset * ItemSize(type));
        fixed (long* sizes = dimensions)
        {
            nint handle = NativeMethods.mlnd_from_blob(start, sizes, dimensions.Length, (int)type, &Unpin, GCHandle.ToIntPtr(pin));
            if (handle == 0)
            {
                pin.Free();
                NativeError.Throw();
            }

            return new Tensor(handle);
        }
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint context) => GCHandle.FromIntPtr(context).Free();

    /// <summary>Gives <paramref name="tensor"/> itself or a converted copy, in which case the original is disposed of.</summary>
    private static Tensor Convert(Tensor tensor, ScalarType? dtype, Device? device, bool requiresGrad)
    {
        Device target = InitializeDevice(device);
        ScalarType type = dtype ?? tensor.dtype;
        if (type != tensor.dtype || target.type != DeviceType.CPU)
        {
            tensor = tensor.to(type, target, false, true);
        }

        return Finish(tensor, requiresGrad);
    }

    private static void CheckLength(ReadOnlySpan<long> dimensions, long length, [CallerArgumentExpression(nameof(dimensions))] string? name = null)
    {
        long product = 1;
        foreach (long size in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, name);
            product = checked(product * size);
        }

        if (product > length)
        {
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {product} vs. {length}");
        }
    }
}
