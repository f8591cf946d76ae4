using System.Text;

namespace MlNetDeep.Estimators.LibTorch;

/// <summary>An operator of libtorch that TorchSharp lacks.</summary>
/// <param name="name">Its name in libtorch, with the namespace.</param>
/// <param name="computesRightly">
/// Calls it on a few numbers and says whether they came out right: another libtorch may lack it, or know it with other
/// arguments, for which the C interface has no check.
/// </param>
internal sealed class AtenOperator(string name, Func<AtenOperator, bool> computesRightly)
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(name + '\0');
    private bool? _works;

    public string Name => name;

    /// <summary>Whether this libtorch has it, and it does what it should.</summary>
    public bool IsAvailable => AtenInterface.IsAvailable && (_works ??= computesRightly(this));

    /// <summary>Calls it.</summary>
    /// <returns>Whether it ran.</returns>
    public bool TryCall(ref AtenCall call) => call.TryRun(_name);

    /// <summary>Calls it, once it is known to be available.</summary>
    /// <exception cref="TrainingException">It failed.</exception>
    public void Call(ref AtenCall call)
    {
        if (!TryCall(ref call))
        {
            throw new TrainingException($"libtorch's operator {name} failed; what libtorch says is in the error stream. Memory may have run out: try a smaller network.");
        }
    }
}
