using MlNetDeep.Estimators.LibTorch;

namespace MlNetDeep.Estimators.Tests.LibTorch;

/// <summary>Behaves as if libtorch had no C interface, as before 2.10.</summary>
internal sealed class WithoutInterface : IDisposable
{
    public WithoutInterface(bool hidden = true) => AtenInterface.IsHidden = hidden;

    public void Dispose() => AtenInterface.IsHidden = false;
}
