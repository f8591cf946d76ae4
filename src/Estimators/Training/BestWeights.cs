using MlNetDeep.Estimators.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>A copy of the parameters and running statistics of the best epoch, on the device.</summary>
internal sealed class BestWeights(FlatParameters present) : IDisposable
{
    /// <summary>The best parameters; null before the first epoch is finished.</summary>
    public Tensor? Parameters { get; private set; }

    /// <summary>The running statistics that go with them.</summary>
    public Tensor? Buffers { get; private set; }

    /// <summary>Makes the present weights the best ones.</summary>
    public void Keep()
    {
        Allocate();
        using DisposeScope scope = NewDisposeScope();
        Parameters!.copy_(present.Data);
        Buffers!.copy_(present.Buffers);
    }

    /// <summary>Makes room for weights that are read from a checkpoint.</summary>
    public void Allocate()
    {
        Parameters ??= zeros_like(present.Data).DetachFromDisposeScope();
        Buffers ??= zeros_like(present.Buffers).DetachFromDisposeScope();
    }

    /// <summary>Goes back to the best weights.</summary>
    public void Restore()
    {
        using DisposeScope scope = NewDisposeScope();
        present.Data.copy_(Parameters!);
        present.Buffers.copy_(Buffers!);
    }

    public void Dispose()
    {
        Parameters?.Dispose();
        Buffers?.Dispose();
    }
}
