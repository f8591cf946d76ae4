using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Turns the error of the last native call on this thread into the exception that TorchSharp throws.</summary>
internal static class NativeError
{
    [DoesNotReturn]
    internal static void Throw() => throw new ExternalException(Message());

    /// <summary>For calls of which a null result is an error only when there is a message.</summary>
    internal static void ThrowIfSet()
    {
        if (Message().Length > 0)
        {
            Throw();
        }
    }

    internal static void Check(long result)
    {
        if (result < 0)
        {
            Throw();
        }
    }

    internal static nint CheckHandle(nint handle)
    {
        if (handle == 0)
        {
            Throw();
        }

        return handle;
    }

    private static string Message() => Marshal.PtrToStringUTF8(NativeMethods.mlnd_error()) ?? "";
}
