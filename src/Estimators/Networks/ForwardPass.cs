namespace MlNetDeep.Estimators.Networks;

/// <summary>How a pass through a network is run.</summary>
/// <param name="Behaviour">How Dropout and BatchNormalization behave.</param>
/// <param name="Graph">Whether autograd follows the pass.</param>
/// <param name="Parameters">
/// Whether gradients with respect to the parameters are wanted; without, a followed pass gives those of its input alone,
/// and the work for the parameters is not done.
/// </param>
internal readonly record struct ForwardPass(PassBehaviour Behaviour, bool Graph, bool Parameters)
{
    /// <summary>A training step.</summary>
    public static ForwardPass Training { get; } = new(PassBehaviour.Training, Graph: true, Parameters: true);

    /// <summary>Scoring.</summary>
    public static ForwardPass Inference { get; } = new(PassBehaviour.Inference, Graph: false, Parameters: false);

    /// <summary>A training pass that nobody differentiates: what comes out of it is data.</summary>
    public static ForwardPass Detached { get; } = new(PassBehaviour.Training, Graph: false, Parameters: false);

    /// <summary>A training pass through which the gradient flows to the input, past parameters that stay as they are.</summary>
    public static ForwardPass Through { get; } = new(PassBehaviour.Training, Graph: true, Parameters: false);

    /// <summary>As for scoring, and the gradient flows to the input.</summary>
    public static ForwardPass InputGradient { get; } = new(PassBehaviour.Inference, Graph: true, Parameters: false);
}

/// <summary>How Dropout and BatchNormalization behave in a pass.</summary>
internal enum PassBehaviour
{
    /// <summary>Nothing is dropped; running statistics normalize.</summary>
    Inference,

    /// <summary>Dropout drops; the batch's own statistics normalize and move the running ones.</summary>
    Training,
}
