namespace MlNetDeep.Estimators.Networks;

/// <summary>How Dropout and BatchNormalization behave in a pass.</summary>
internal enum PassBehaviour
{
    /// <summary>Nothing is dropped; running statistics normalize.</summary>
    Inference,

    /// <summary>Dropout drops; the batch's own statistics normalize and move the running ones.</summary>
    Training,
}
