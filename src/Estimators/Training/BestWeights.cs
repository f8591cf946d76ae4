using MlNetDeep.Estimators.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>A copy of the parameters and running statistics of the best epoch, on the device.</summary>
/// <param name="networks">The parameters of the networks that learn.</param>
internal sealed class BestWeights(params FlatParameters[] networks) : IDisposable
{
    private readonly Tensor[] _present = [.. networks.SelectMany(n => new[] { n.Data, n.Buffers })];
    private Tensor[] _kept = [];

    /// <summary>The best parameters and running statistics of each network; empty before the first epoch is finished.</summary>
    public IReadOnlyList<Tensor> State => _kept;

    /// <summary>Makes the present weights the best ones.</summary>
    public void Keep()
    {
        Allocate();
        Copy(_present, _kept);
    }

    /// <summary>Makes room for weights that are read from a checkpoint.</summary>
    public void Allocate()
    {
        if (_kept.Length == 0)
        {
            _kept = [.. _present.Select(p => zeros_like(p).DetachFromDisposeScope())];
        }
    }

    /// <summary>Goes back to the best weights.</summary>
    public void Restore() => Copy(_kept, _present);

    public void Dispose()
    {
        foreach (Tensor tensor in _kept)
        {
            tensor.Dispose();
        }
    }

    private static void Copy(Tensor[] from, Tensor[] to)
    {
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < from.Length; i++)
        {
            to[i].copy_(from[i]);
        }
    }
}
