namespace MlNetDeep;

/// <summary>Why a training run ended.</summary>
public enum StopReason
{
    /// <summary>All epochs, or all steps, were run.</summary>
    Completed,

    /// <summary>The watched metric had stopped improving.</summary>
    EarlyStopping,

    /// <summary>The caller cancelled; the model is the best up to then.</summary>
    Cancelled,

    /// <summary>A callback stopped the run; the model has the weights of that moment.</summary>
    Stopped,
}
