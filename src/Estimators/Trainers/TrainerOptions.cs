using MlNetDeep.ModelZoo;
using Microsoft.ML;

namespace MlNetDeep.Estimators;

/// <summary>What the trainers with labels have in common. Options are checked together when the trainer is created.</summary>
public abstract record TrainerOptions : TrainingRunOptions
{
    private protected TrainerOptions()
    {
    }

    /// <summary>
    /// The network to train, with its initial weights. A final Softmax or Sigmoid is left out while training (the loss
    /// wants logits) and is there again in the result. There is no default value.
    /// </summary>
    public required Network Network { get; init; }

    /// <summary>The label column. The default value is <c>Label</c>.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>A column of example weights (Single, at least 0), or null: all examples count alike. The default value is null.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>The output column of scores. The default value is <c>Score</c>.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The optimizer. The default value is Adam with PyTorch's settings.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>
    /// What the loss of each auxiliary output of the network counts beside that of its result, finite and at least 0; 0
    /// leaves these outputs out. They only help training (see <see cref="ModelZoo.Network.AuxiliaryOutputs"/>); the trained network
    /// is without them. The default value is 0.3,
    /// as in "Going Deeper with Convolutions" (Szegedy et al., 2014).
    /// </summary>
    public double AuxiliaryLossWeight { get; init; } = 0.3;

    /// <summary>Gradients are scaled down to this Euclidean norm, above 0. The default value, null, does not clip.</summary>
    public double? ClipGradientNorm { get; init; }

    /// <summary>Each element of the gradient is clamped to this size, above 0. The default value, null, does not clip.</summary>
    public double? ClipGradientValue { get; init; }

    /// <summary>Parameters that train differently. The default value is empty: all train alike.</summary>
    public IReadOnlyList<ParameterGroup> ParameterGroups { get; init; } = [];

    /// <summary>
    /// Random changes of the training images, step after step, new each epoch; rows for validation are not changed. The
    /// default value is empty: none.
    /// </summary>
    public IReadOnlyList<Augmentation> Augmentation { get; init; } = [];

    /// <summary>Data to validate on after each epoch, with the columns of the training data. The default value is null.</summary>
    public IDataView? ValidationData { get; init; }

    /// <summary>
    /// Share of the training rows to validate on instead, at least 0 and at most 0.9, chosen by the seed. The default
    /// value is 0.
    /// </summary>
    public double ValidationFraction { get; init; }

    /// <summary>Ends the run when the loss has stopped falling. The default value is null: it does not.</summary>
    public EarlyStoppingOptions? EarlyStopping { get; init; }

    internal sealed override EarlyStoppingOptions? Stopping => EarlyStopping;
}
