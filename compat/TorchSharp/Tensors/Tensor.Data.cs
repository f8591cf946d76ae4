using System.Runtime.CompilerServices;
using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public unsafe Span<byte> bytes
        {
            get
            {
                long length = NumberOfElements * ElementSize;
                if (!is_contiguous())
                {
                    throw new InvalidOperationException("bytes of a tensor that is not contiguous: call contiguous() first.");
                }

                if (length > int.MaxValue)
                {
                    throw new ArgumentException($"A span holds at most {int.MaxValue} bytes, the tensor has {length}.");
                }

                ThrowUnlessOnCpu();
                return new Span<byte>(DataPointer(), (int)length);
            }

            set
            {
                Span<byte> own = bytes;
                if (value.Length != own.Length)
                {
                    throw new ArgumentException($"The tensor has {own.Length} bytes, {value.Length} were given.");
                }

                value.CopyTo(own);
            }
        }

        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(is_cpu() ? this : cpu());
        }

        public unsafe T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException($"item() needs a tensor with one element; this one has {NumberOfElements}.");
            }

            ValidateType(typeof(T));
            if (is_cpu())
            {
                T value = Unsafe.ReadUnaligned<T>(DataPointer());
                GC.KeepAlive(this);
                return value;
            }

            using Tensor copy = cpu();
            return copy.item<T>();
        }

        public Scalar ToScalar() => Operators.Item.CallScalar(this);

        public static explicit operator float(Tensor value) => value.ToSingle();

        public static explicit operator double(Tensor value) => value.ToDouble();

        public static explicit operator long(Tensor value) => value.ToInt64();

        public static explicit operator int(Tensor value) => value.ToInt32();

        public static explicit operator bool(Tensor value) => value.ToBoolean();

        internal unsafe void* DataPointer()
        {
            nint data = NativeMethods.mlnd_data(Handle);
            if (data == 0)
            {
                NativeError.ThrowIfSet();
            }

            return (void*)data;
        }

        internal void ThrowUnlessOnCpu()
        {
            if (!is_cpu())
            {
                throw new InvalidOperationException(
                    "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            }
        }

        private void ValidateType(Type type)
        {
            ScalarType own = dtype;
            bool fits = own switch
            {
                ScalarType.BFloat16 => false,
                _ => IsElementType(type) && ToScalarType(type) == own,
            };
            if (!fits)
            {
                throw new ArgumentException($"{type.Name} is not compatible with {own}");
            }
        }

        private static bool IsElementType(Type type) =>
            (type.IsPrimitive || type == typeof(Half))
            && Type.GetTypeCode(type) is not (TypeCode.Char or TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64)
            && type != typeof(nint) && type != typeof(nuint);
    }
}
