
namespace MlNetDeep.Transforms.Tests;

public class PublicApiTests
{
    [Fact]
    public void PublicApiIsTheApprovedOne() => PublicApi.Check(typeof(ConvNetTransformer).Assembly);
}
