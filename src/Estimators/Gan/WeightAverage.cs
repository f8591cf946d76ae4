using MlNetDeep.Estimators.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>
/// The exponential moving average of a network's weights, which makes better images than the weights of any one step.
/// Yazici et al., "The Unusual Effectiveness of Averaging in GAN Training", 2019.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly FlatParameters _present;
    private readonly double _decay;
    private readonly Tensor _parameters;

    /// <summary>Starts from the present weights.</summary>
    /// <param name="present">The weights that training changes.</param>
    /// <param name="decay">What of the average stays in a step, at least 0 and below 1.</param>
    public WeightAverage(FlatParameters present, double decay)
    {
        using IDisposable noGrad = no_grad();
        _present = present;
        _decay = decay;
        _parameters = present.Data.clone().DetachFromDisposeScope();
    }

    /// <summary>The tensor that a checkpoint must hold.</summary>
    public Tensor State => _parameters;

    /// <summary>Takes the present weights in.</summary>
    /// <param name="steps">Steps taken so far: early on, when there is little to average, less of the average stays.</param>
    public void Add(long steps)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        double decay = Math.Min(_decay, (1.0 + steps) / (10.0 + steps));
        _parameters.mul_(S(decay)).add_(_present.Data, S(1 - decay));
    }

    /// <summary>Runs an action while the network has the average for its weights.</summary>
    /// <param name="calibrate">
    /// Finds the running statistics of the averaged weights by training passes: those of the present weights would not fit.
    /// </param>
    /// <param name="action">What to do then.</param>
    public T Use<T>(Action calibrate, Func<T> action)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor parameters = _present.Data.clone(), buffers = _present.Buffers.clone();
        _present.Data.copy_(_parameters);
        try
        {
            calibrate();
            return action();
        }
        finally
        {
            _present.Data.copy_(parameters);
            _present.Buffers.copy_(buffers);
        }
    }

    public void Dispose()
    {
        _parameters.Dispose();
    }
}
