using TorchSharp;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>Checks that as many tensors of this thread are alive afterwards as before.</summary>
internal sealed class LiveTensors : IDisposable
{
    private readonly long _before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    public void Dispose() => Assert.Equal(_before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
}
