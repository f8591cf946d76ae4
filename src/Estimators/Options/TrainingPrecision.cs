namespace MlNetDeep;

/// <summary>Precision of convolutions and matrix products; parameters, norms and the loss are float32 in any case.</summary>
public enum TrainingPrecision
{
    /// <summary>32-bit floats.</summary>
    Float32,

    /// <summary>
    /// bfloat16, for GPUs with fast matrix units and processors with AMX or AVX512-BF16. On another processor it is emulated
    /// and slower than <see cref="Float32"/>; a warning in the log says so.
    /// </summary>
    BFloat16,
}
