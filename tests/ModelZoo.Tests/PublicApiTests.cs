using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void Public_api_is_the_approved_one() => PublicApi.Check(typeof(Network).Assembly);
}
