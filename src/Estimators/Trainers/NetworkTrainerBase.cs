using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Training;

namespace MlNetDeep;

/// <summary>What trainers of a given network share.</summary>
/// <typeparam name="TOptions">The trainer's options.</typeparam>
public abstract class NetworkTrainerBase<TOptions> : LabelTrainerBase<TOptions>
    where TOptions : NetworkTrainerOptions
{
    private readonly string _name;

    private protected NetworkTrainerBase(IHostEnvironment environment, TOptions options, string name)
        : base(environment, options)
    {
        OptionsCheck.Throw(options);
        _name = name;
    }

    /// <summary>Trains a model further, or on other data; the options' network is not used.</summary>
    /// <param name="input">The training rows. Keys of its labels that stand for the model's values in another order are matched by value.</param>
    /// <param name="continueFrom">The model whose network and weights training starts from; it stays as it is.</param>
    /// <param name="validationData">The validation rows; null for the options'.</param>
    /// <returns>The trained model; dispose it when it is no longer used.</returns>
    public ConvNetTransformer Fit(IDataView input, ConvNetTransformer continueFrom, IDataView? validationData = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(continueFrom);
        return Train(input, validationData ?? Options.ValidationData, continueFrom.Network, continueFrom.Classes);
    }

    private protected sealed override ConvNetTransformer Train(IDataView input, IDataView? validation) =>
        Train(input, validation, Options.Network, null);

    private ConvNetTransformer Train(IDataView input, IDataView? validation, Network network, ClassLabels? known)
    {
        var task = new LabelTask(Kind!.Value, Options);
        var training = new LabelTraining(Environment, Options, task, _name)
        {
            Groups = Options.ParameterGroups,
            AuxiliaryLossWeight = Options.AuxiliaryLossWeight,
        };
        Learned learned = training.Train(input, validation, network, known);
        Network finished = training.Finish(learned, training.LayoutOf(input, learned.Network, known, "training"));
        return new ConvNetTransformer(Environment, finished, task.TransformerOptions(learned), learned.History);
    }
}
