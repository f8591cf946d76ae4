using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>
/// Sets torch's global thread count for a run, and afterwards puts it and the random state back, so that training
/// changes nothing for other users of torch in the process.
/// </summary>
internal sealed class TorchRuntime : IDisposable
{
    private readonly int _threads = get_num_threads();
    private readonly Tensor _random = get_rng_state().DetachFromDisposeScope();

    /// <param name="threads">Threads to use; 0 takes one per processor. (Some builds of libtorch start with one.)</param>
    public TorchRuntime(int threads) => set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);

    public void Dispose()
    {
        set_num_threads(_threads);
        set_rng_state(_random);
        _random.Dispose();
    }
}
