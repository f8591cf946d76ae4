namespace MlNetDeep.Estimators;

/// <summary>Precision of convolutions and matrix products; parameters, norms and the loss are float32 in any case.</summary>
public enum TrainingPrecision
{
    /// <summary>32-bit floats.</summary>
    Float32,

    /// <summary>bfloat16, for GPUs with fast matrix units.</summary>
    BFloat16,
}
