using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public class Generator : IDisposable
    {
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(NativeError.CheckHandle(NativeMethods.mlnd_new_generator(seed, (int)(device?.type ?? DeviceType.CPU), device?.index ?? -1)))
        {
            this.device = device ?? CPU;
        }

        private Generator(nint handle)
        {
            _handle = handle;
            device = CPU;
        }

        ~Generator() => Dispose(false);

        public static Generator Default => new(NativeError.CheckHandle(NativeMethods.mlnd_default_generator((int)DeviceType.CPU, -1)));

        public nint Handle => _handle;

        public Device device { get; }

        public Generator manual_seed(long seed)
        {
            NativeError.Check(NativeMethods.mlnd_generator_seed(Valid(), (ulong)seed));
            GC.KeepAlive(this);
            return this;
        }

        public unsafe long initial_seed()
        {
            ulong seed;
            NativeError.Check(NativeMethods.mlnd_generator_initial_seed(Valid(), &seed));
            GC.KeepAlive(this);
            return (long)seed;
        }

        public Tensor get_state()
        {
            var state = new Tensor(NativeError.CheckHandle(NativeMethods.mlnd_generator_state(Valid())));
            GC.KeepAlive(this);
            return state;
        }

        public void set_state(Tensor value)
        {
            NativeError.Check(NativeMethods.mlnd_set_generator_state(Valid(), value.Handle));
            GC.KeepAlive(this);
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing) =>
            NativeMethods.mlnd_delete_generator(Interlocked.Exchange(ref _handle, 0));

        internal nint Valid()
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }
}
