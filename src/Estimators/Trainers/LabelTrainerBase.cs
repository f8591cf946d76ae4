using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Training;

namespace MlNetDeep;

/// <summary>What trainers of labels share.</summary>
/// <typeparam name="TOptions">The trainer's options.</typeparam>
public abstract class LabelTrainerBase<TOptions> : TrainerBase<TOptions, ConvNetTransformer>, IValidatedEstimator<ConvNetTransformer>
    where TOptions : LabelTrainerOptions
{
    private protected LabelTrainerBase(IHostEnvironment environment, TOptions options)
        : base(environment, options)
    {
    }

    /// <inheritdoc/>
    public ConvNetTransformer Fit(IDataView input, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Train(input, validationData);
    }

    /// <summary>What the label must stand for; null when that is the label's to say.</summary>
    private protected virtual NetworkTask? Kind => null;

    private protected sealed override IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape input)
    {
        SchemaShape.Column label = SchemaShapes.Find(input, Options.LabelColumnName);
        if (LabelTask.KindOf(label, Kind) is not { } kind || (Kind ?? kind) != kind)
        {
            throw new ColumnException(
                label.Name, $"Label column '{label.Name}' is {SchemaShapes.Describe(label)}; expected {LabelTask.Expected(Kind)}.");
        }

        if (Options.ExampleWeightColumnName is { } name && SchemaShapes.Find(input, name) is var weight
            && (weight.Kind != SchemaShape.Column.VectorKind.Scalar || weight.ItemType != NumberDataViewType.Single))
        {
            throw new ColumnException(name, $"Example weight column '{name}' is {SchemaShapes.Describe(weight)}; expected a Single.");
        }

        return new LabelTask(kind, Options).OutputColumns(label);
    }
}
