using System.Runtime.CompilerServices;

namespace Microsoft.ML.Common;

/// <summary>Keys of any width as ulong. The branches on the type are decided when the code is compiled.</summary>
internal static class KeyNumber
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ToUInt64<T>(T value)
        where T : struct
    {
        if (typeof(T) == typeof(uint))
            return (uint)(object)value;
        if (typeof(T) == typeof(byte))
            return (byte)(object)value;
        if (typeof(T) == typeof(ushort))
            return (ushort)(object)value;
        return (ulong)(object)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FromUInt64<T>(ulong value)
        where T : struct
    {
        if (typeof(T) == typeof(uint))
            return (T)(object)(uint)value;
        if (typeof(T) == typeof(byte))
            return (T)(object)(byte)value;
        if (typeof(T) == typeof(ushort))
            return (T)(object)(ushort)value;
        return (T)(object)value;
    }
}
