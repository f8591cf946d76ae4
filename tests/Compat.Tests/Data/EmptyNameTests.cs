using Microsoft.ML;
using Microsoft.ML.Runtime;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

public sealed class EmptyNameTests
{
    private readonly MLContext _ml = new(1);

    public static TheoryData<string?> Empty => [null, ""];

    [Theory]
    [MemberData(nameof(Empty))]
    public void ColumnsFilesAndHostsNeedNames(string? name)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InputOutputColumnPair(name));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate(name, "Number"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey(name, "Name"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.Load(name, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ((IHostEnvironment)_ml).Register(name));
    }
}
