using MlNetDeep.Estimators.Training;

namespace MlNetDeep;

/// <summary>What a callback sees after each batch.</summary>
public readonly struct BatchEndArguments
{
    private readonly RunControl _control;

    internal BatchEndArguments(RunControl control, int epoch, long step, long stepsPerEpoch, int rows, EpochMeans means, double learningRate)
    {
        _control = control;
        Epoch = epoch;
        Step = step;
        StepsPerEpoch = stepsPerEpoch;
        Rows = rows;
        Loss = means.Loss;
        Measures = means.Measures;
        LearningRate = learningRate;
    }

    /// <summary>Epoch, counted from 1.</summary>
    public int Epoch { get; }

    /// <summary>Step of the whole run, counted from 1.</summary>
    public long Step { get; }

    /// <summary>Steps in an epoch.</summary>
    public long StepsPerEpoch { get; }

    /// <summary>Rows in this batch.</summary>
    public int Rows { get; }

    /// <summary>Mean loss of this batch.</summary>
    public double Loss { get; }

    /// <summary>What else the trainer measured in this batch, by name; null when it measures the loss alone.</summary>
    public IReadOnlyDictionary<string, double>? Measures { get; }

    /// <summary>Learning rate of this step.</summary>
    public double LearningRate { get; }

    /// <summary>Ends the run after this batch, with the weights as they are.</summary>
    public void Stop() => _control.StopRequested = true;
}
