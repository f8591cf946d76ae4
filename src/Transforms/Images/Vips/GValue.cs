#nullable enable
using System.Runtime.InteropServices;

namespace MlNetDeep.Transforms.Vips;

/// <summary>GObject's variant; its layout is part of its ABI.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    /// <summary>GObject's type number of a double, fixed by its ABI.</summary>
    public const nuint DoubleType = 15 << 2;

    private nuint _type;
    private ulong _first;
    private ulong _second;
}
