using MlNetDeep.Estimators.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>
/// Keeps what was measured in the latest steps on the device and reads them back together, because reading one makes the CPU
/// wait for the GPU. The batches of these steps are held as long: their copies to the GPU may not be done.
/// </summary>
internal sealed class StepLog(int capacity) : IDisposable
{
    private readonly List<(Tensor Values, LoggedStep Step)> _pending = [];

    /// <summary>Whether it is time to read the values back.</summary>
    public bool IsFull => _pending.Count >= capacity;

    /// <summary>Notes a step.</summary>
    public void Add(Tensor values, LoggedStep step) => _pending.Add((values.DetachFromDisposeScope(), step));

    /// <summary>Waits for the steps, and hands them out in order with their values.</summary>
    public IReadOnlyList<LoggedStep> Flush()
    {
        if (_pending.Count == 0)
        {
            return [];
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor all = stack([.. _pending.Select(p => p.Values)]).cpu();
        float[] numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(all.bytes).ToArray();
        int width = numbers.Length / _pending.Count;
        var steps = new LoggedStep[_pending.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = _pending[i].Step with { Values = numbers.AsMemory(i * width, width) };
        }

        Dispose();
        return steps;
    }

    public void Dispose()
    {
        foreach ((Tensor values, _) in _pending)
        {
            values.Dispose();
        }

        _pending.Clear();
    }
}

/// <summary>A step with what came of it.</summary>
/// <param name="Batch">Its batch, to be given back.</param>
/// <param name="Rows">Rows in the batch.</param>
/// <param name="Step">Step of the run, counted from 1.</param>
/// <param name="LearningRate">Learning rate of the step.</param>
/// <param name="Values">What the learner measured.</param>
internal readonly record struct LoggedStep(
    HostBatch Batch, int Rows, long Step, double LearningRate, ReadOnlyMemory<float> Values = default);
