using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>What learns: the networks of a run with what a step does to them. The loop around it is the same for all.</summary>
internal abstract class Learner : IDisposable
{
    private const ulong DropoutPurpose = 0xD;

    /// <summary>Where it learns.</summary>
    public abstract Device Device { get; }

    /// <summary>The networks that learn.</summary>
    public abstract IReadOnlyList<TorchNetwork> Networks { get; }

    /// <summary>Name of the metric, for progress and logs; empty when there is none.</summary>
    public abstract string MetricName { get; }

    /// <summary>How many numbers a step measures.</summary>
    public abstract int ValueCount { get; }

    /// <summary>What changes from step to step apart from the optimizers: the tensors that a checkpoint must hold.</summary>
    public abstract IReadOnlyList<Tensor> State { get; }

    /// <summary>The optimizers, whose state a checkpoint holds as well.</summary>
    public abstract IReadOnlyList<FlatOptimizer> Optimizers { get; }

    /// <summary>The weights of the best epoch; null when no epoch is better than another.</summary>
    public virtual BestWeights? Best => null;

    /// <summary>Takes one step.</summary>
    /// <returns>What it measured, <c>[ValueCount]</c>, float32, on the device, without autograd.</returns>
    public abstract Tensor Step(HostBatch batch, StepArguments arguments);

    /// <summary>Whether <see cref="Validate"/> has something to say.</summary>
    public virtual bool IsValidated => true;

    /// <summary>Measures the same on a batch without learning from it.</summary>
    public abstract Tensor Validate(HostBatch batch);

    /// <summary>Adds what a batch of rows measured to the sums of an epoch. Here all values are means over the rows.</summary>
    public virtual void Accumulate(ReadOnlySpan<float> values, int rows, Span<double> sums)
    {
        for (int i = 0; i < values.Length; i++)
        {
            sums[i] += (double)values[i] * rows;
        }
    }

    /// <summary>What the sums over a number of rows come to.</summary>
    public abstract EpochMeans Means(ReadOnlySpan<double> sums, long rows);

    /// <summary>The network as it is now.</summary>
    public abstract Network Snapshot();

    /// <summary>Called when an epoch has ended, before its checkpoint is written.</summary>
    /// <param name="epoch">The epoch, counted from 1.</param>
    /// <param name="means">What it came to.</param>
    /// <returns>The same, and what the learner measures at the end of an epoch.</returns>
    public virtual EpochMeans EndEpoch(int epoch, EpochMeans means) => means;

    /// <summary>
    /// Refuses weights or statistics that are no numbers, because a network with them answers nothing but more of the same, and
    /// moments of gradients that overflowed, because what they belong to has stopped learning.
    /// </summary>
    /// <param name="step">The last step.</param>
    /// <exception cref="TrainingException">There are some.</exception>
    public void RequireFinite(long step)
    {
        if (State.All(TensorData.IsFinite))
        {
            if (Optimizers.All(optimizer => optimizer.State.All(TensorData.IsFinite)))
            {
                return;
            }

            throw new TrainingException(
                $"The optimizer is not finite after step {step}: the squares of gradients overflow, so that their weights learn nothing any more. "
                + "Try ClipGradientNorm or ClipGradientValue, smaller weights of losses, or look for outliers in the data.")
            { Step = step };
        }

        string what = Networks.Select(n => n.Flat.FindNotFinite()).FirstOrDefault(n => n is not null) is { } name ? $"'{name}'" : "the averaged weights";
        throw new TrainingException(
            $"The network is not finite after step {step}: {what} holds values that are no numbers. Try a smaller LearningRate, "
            + "ClipGradientNorm, a warm-up, or look for outliers in the data.")
        { Step = step };
    }

    public abstract void Dispose();

    /// <summary>What is dropped in a step depends on the seed and the step alone, so that a resumed run drops the same.</summary>
    protected static void SeedDropout(int seed, long step, params ReadOnlySpan<TorchNetwork> networks)
    {
        foreach (TorchNetwork network in networks)
        {
            if (network.UsesDropout)
            {
                network.SeedDropout((long)(RandomStream.Hash(seed, DropoutPurpose, step) >> 1));
            }
        }
    }

    /// <summary>The optimizer of a network whose parameters all learn alike.</summary>
    /// <param name="options">The optimizer's options.</param>
    /// <param name="network">The network.</param>
    /// <param name="name">What the network is called in the trainer's options.</param>
    protected static FlatOptimizer OptimizerOf(OptimizerOptions options, TorchNetwork network, string name) =>
        network.Flat.Ranges is [var range]
            ? options.Create(network.Flat.Data, [new GroupSettings(range, 1, options.WeightDecay)])
            : throw new TrainingException($"There is nothing to train: {name} '{network.Source.Name}' has no parameters, or all of them are frozen.");
}

/// <summary>What a learner is told of the step that it takes.</summary>
/// <param name="Epoch">Finished epochs.</param>
/// <param name="Step">Step of the whole run, counted from 1.</param>
/// <param name="LearningRate">Learning rate of the step.</param>
internal readonly record struct StepArguments(int Epoch, long Step, double LearningRate);
