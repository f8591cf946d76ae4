using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Property(NativeMethods.mlnd_requires_grad(Handle)) != 0;
            set => Property(NativeMethods.mlnd_set_requires_grad(Handle, value ? 1 : 0));
        }

        public bool is_leaf => Property(NativeMethods.mlnd_is_leaf(Handle)) != 0;

        public Tensor? grad
        {
            get
            {
                nint handle = NativeMethods.mlnd_grad(Handle);
                GC.KeepAlive(this);
                if (handle != 0)
                {
                    return new Tensor(handle);
                }

                NativeError.ThrowIfSet();
                return null;
            }

            set
            {
                Property(NativeMethods.mlnd_set_grad(Handle, value is null ? 0 : value.Handle));
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public void backward() => autograd.backward(this, (IList<Tensor>?)null, false, false, null);

        public Tensor detach() => Operators.Detach.Call(this);
    }
}
