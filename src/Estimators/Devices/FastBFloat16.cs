using System.Runtime.Intrinsics.X86;

namespace MlNetDeep;

/// <summary>Tells whether this machine's processor multiplies bfloat16 itself: elsewhere libtorch emulates it, which is slower than float32.</summary>
internal static class FastBFloat16
{
    // Intel's manual, volume 2A, CPUID: leaf 7.0 EDX bit 22 is AMX-BF16, leaf 7.1 EAX bit 5 is AVX512_BF16.
    private const int AmxBit = 22;
    private const int Avx512Bit = 5;

    /// <summary>What multiplies bfloat16: AMX, AVX512-BF16, or null for nothing that is known of.</summary>
    public static string? Unit { get; } = Find();

    private static string? Find()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
            return null;
        (int subleaves, _, _, int features) = X86Base.CpuId(7, 0);
        return (features >> AmxBit & 1) != 0 ? "AMX"
            : subleaves >= 1 && (X86Base.CpuId(7, 1).Eax >> Avx512Bit & 1) != 0 ? "AVX512-BF16"
            : null;
    }
}
