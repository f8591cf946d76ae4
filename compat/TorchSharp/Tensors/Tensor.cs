using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;

        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = handle;
            long count = Interlocked.Increment(ref _totalCount);
            if (count > Volatile.Read(ref _peakCount))
            {
                // A race loses a peak that lasted for nanoseconds; the number is for diagnosis.
                Volatile.Write(ref _peakCount, count);
            }

            OwningScope = DisposeScopeManager.Current.Register(this);
        }

        ~Tensor() => Dispose(false);

        public static long TotalCount => Interlocked.Read(ref _totalCount);

        public static long PeakCount => Interlocked.Read(ref _peakCount);

        public nint Handle
        {
            get
            {
                nint handle = _handle;
                return handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");
            }
        }

        public bool IsInvalid => _handle == 0;

        public string? name { get; set; }

        internal DisposeScope? OwningScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningScope?.Detach(this);
            return this;
        }

        protected virtual void Dispose(bool disposing)
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
            {
                return;
            }

            Interlocked.Decrement(ref _totalCount);
            if (disposing)
            {
                // Not from the finalizer: scopes and their statistics belong to one thread.
                DisposeScopeManager.Current.Disposing(this);
                OwningScope?.MarkAsDisposed(this);
            }

            NativeMethods.mlnd_release(handle);
        }
    }
}
