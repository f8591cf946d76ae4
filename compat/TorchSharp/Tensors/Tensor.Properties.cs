using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[ndim];
                fixed (long* pinned = sizes)
                {
                    NativeError.Check(NativeMethods.mlnd_sizes(Handle, pinned));
                }

                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long ndim => Property(NativeMethods.mlnd_rank(Handle));

        public long Dimensions => ndim;

        public long NumberOfElements => Property(NativeMethods.mlnd_numel(Handle));

        public long ElementSize => Property(NativeMethods.mlnd_item_size(Handle));

        public ScalarType dtype => (ScalarType)Property(NativeMethods.mlnd_dtype(Handle));

        public unsafe Device device
        {
            get
            {
                int index;
                var type = (DeviceType)Property(NativeMethods.mlnd_device(Handle, &index));
                return type == DeviceType.CPU ? CPU : new Device(type, index);
            }
        }

        public unsafe DeviceType device_type
        {
            get
            {
                int index;
                return (DeviceType)Property(NativeMethods.mlnd_device(Handle, &index));
            }
        }

        public bool is_cpu() => device_type == DeviceType.CPU;

        public long dim() => ndim;

        public long numel() => NumberOfElements;

        public long[] size() => shape;

        public long size(int dim) => At(shape, dim);

        public unsafe long[] stride()
        {
            var strides = new long[ndim];
            fixed (long* pinned = strides)
            {
                NativeError.Check(NativeMethods.mlnd_strides(Handle, pinned));
            }

            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => At(stride(), dim);

        public long storage_offset() => Property(NativeMethods.mlnd_storage_offset(Handle));

        public bool is_contiguous() => Property(NativeMethods.mlnd_is_contiguous(Handle)) != 0;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_pinned() => Operators.IsPinned.CallBool(this);

        public override string ToString() => $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        private static long At(long[] values, int dim) =>
            dim >= -values.Length && dim < values.Length
                ? values[dim < 0 ? dim + values.Length : dim]
                : throw new System.Runtime.InteropServices.ExternalException(
                    $"Dimension out of range (expected to be in range of [{-values.Length}, {values.Length - 1}], but got {dim})");

        private long Property(long value)
        {
            GC.KeepAlive(this);
            NativeError.Check(value);
            return value;
        }
    }
}
