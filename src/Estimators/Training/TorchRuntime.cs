using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>Sets torch's thread count, which is global, for a run, and puts it back afterwards.</summary>
internal sealed class TorchRuntime : IDisposable
{
    private readonly int _threads = get_num_threads();

    /// <param name="threads">Threads to use; 0 takes one per processor. (Some builds of libtorch start with one.)</param>
    public TorchRuntime(int threads) => set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);

    public void Dispose() => set_num_threads(_threads);
}
