namespace MlNetDeep.Transforms;

/// <summary>Why a training run ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were run.</summary>
    Completed,

    /// <summary>The watched metric had stopped improving.</summary>
    EarlyStopping,

    /// <summary>The caller cancelled; the model is the best up to then.</summary>
    Cancelled,
}
