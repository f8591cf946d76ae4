using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradientMode(false);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradientMode(mode);

    public static bool is_grad_enabled() => NativeMethods.mlnd_grad_mode() != 0;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    /// <summary>Sets this thread's gradient mode until it is disposed of.</summary>
    private sealed class GradientMode : IDisposable
    {
        private readonly int _before;

        internal GradientMode(bool enabled)
        {
            _before = NativeMethods.mlnd_grad_mode();
            NativeMethods.mlnd_set_grad_mode(enabled ? 1 : 0);
        }

        public void Dispose() => NativeMethods.mlnd_set_grad_mode(_before);
    }

    /// <summary>Sets this thread's inference mode until it is disposed of, on the same thread.</summary>
    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private nint _guard = NativeError.CheckHandle(NativeMethods.mlnd_inference_guard(enabled ? 1 : 0));

        public void Dispose() => NativeMethods.mlnd_delete_inference_guard(Interlocked.Exchange(ref _guard, 0));
    }
}
