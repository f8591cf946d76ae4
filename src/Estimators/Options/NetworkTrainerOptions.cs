using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Checkpoints;

namespace MlNetDeep;

/// <summary>What trainers of a given network have in common.</summary>
public abstract record NetworkTrainerOptions : LabelTrainerOptions
{
    private protected NetworkTrainerOptions()
    {
    }

    /// <summary>
    /// The network to train, with its initial weights. A final Softmax or Sigmoid is left out while training (the loss
    /// wants logits) and is there again in the result. Of several inputs, the first one is read from the feature column, each
    /// other one from the column of its name, as numbers of Single. There is no default value.
    /// </summary>
    [Required]
    public required Network Network { get; init; }

    /// <summary>
    /// What the loss of each auxiliary output of the network counts beside that of its result, finite and at least 0; 0
    /// leaves these outputs out. They only help training (see <see cref="Network.AuxiliaryOutputs"/>); the trained network
    /// is without them. The default value is 0.3,
    /// as in "Going Deeper with Convolutions" (Szegedy et al., 2014).
    /// </summary>
    [Range(0, double.MaxValue)]
    public double AuxiliaryLossWeight { get; init; } = 0.3;

    /// <summary>Parameters that train differently. The default value is empty: all train alike.</summary>
    [Required, AnyCourse]
    public IReadOnlyList<ParameterGroup> ParameterGroups { get; init; } = [];

    /// <summary>The outputs that the task needs of the network: a minimum and a maximum.</summary>
    private protected abstract (long Minimum, long Maximum) NeededOutputs { get; }

    private protected override IEnumerable<string> FindProblems()
    {
        return base.FindProblems().Concat(Network is null ? [] : ProblemsOf(Network)).Concat(
            MlNetDeep.Augmentation.ProblemsWith(Augmentation, Network is { Inputs.Count: 1 } ? Network : null));
    }

    private IEnumerable<string> ProblemsOf(Network network)
    {
        if (network.Inputs.Count != 1 && Augmentation is { Count: > 0 })
        {
            yield return $"Augmentation changes images and knows nothing of other inputs, but '{network.Name}' has {network.Inputs.Count} inputs. Leave it empty.";
        }

        if (NetworkOutputs.ResultOf(network) is not { } output || network.Outputs.Count - network.AuxiliaryOutputs.Count != 1)
        {
            yield return
                $"Network must have one output that is not auxiliary, but '{network.Name}' has {network.Outputs.Count - network.AuxiliaryOutputs.Count}: "
                + $"{InvariantText.Join(", ", network.Outputs.Where(o => !network.AuxiliaryOutputs.Contains(o.Name)))}. Choose one with Network.WithOutputs.";
            yield break;
        }

        (long least, long most) = NeededOutputs;
        long? size = NetworkOutputs.Of(network, output);
        if (size is null || size < least || size > most)
        {
            string expected = least == most ? $"[N, {least}]" : least == 1 ? "[N, outputs]" : $"[N, classes] with at least {least} classes";
            yield return $"Network must have an output of shape {expected}, but '{network.Name}' has {output}.";
            yield break;
        }

        foreach (NetworkValue other in network.Outputs.Where(o => o != output && NetworkOutputs.Of(network, o) != size))
        {
            yield return $"Auxiliary outputs of the network must have the shape of its output {output}, but '{network.Name}' has {other}. "
                + "Leave them out with Network.WithoutAuxiliaryOutputs.";
        }
    }

    /// <summary>The options of the short overloads, which all trainers of networks share.</summary>
    internal static T Short<T>(T options, string labelColumnName, string featureColumnName, int epochs, int batchSize, double learningRate)
        where T : NetworkTrainerOptions
    {
        NetworkTrainerOptions shared = options;
        return (T)(shared with
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            Epochs = epochs,
            BatchSize = batchSize,
            LearningRate = learningRate,
        });
    }
}
