
namespace MlNetDeep.Estimators.Tests;

public class PublicApiTests
{
    [Fact]
    public void PublicApiIsTheApprovedOne() => PublicApi.Check(typeof(TorchNetwork).Assembly);
}
