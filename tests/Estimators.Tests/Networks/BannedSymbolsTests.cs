using System.Reflection;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;

namespace MlNetDeep.Estimators.Tests.Networks;

/// <summary>BannedSymbols.txt names exactly what can hand libtorch a Scalar that nothing keeps alive.</summary>
public class BannedSymbolsTests
{
    private static readonly HashSet<string> _banned =
        [.. File.ReadLines(Checkout.File("src", "Estimators", "BannedSymbols.txt")).Select(line => line.Split(';')[0])];

    [Fact]
    public void EveryMemberThatMakesAScalarIsBanned()
    {
        List<string[]> members = [.. ScalarMakers.Find().Select(Names)];
        Assert.Contains(members, names => names[0] == "M:TorchSharp.torch.Tensor.square");
        Assert.Contains(members, names => names[0] == "M:TorchSharp.torch.nn.ELU(System.Double,System.Boolean)");
        Assert.Empty(members.Where(names => !names.Any(_banned.Contains)).Select(names => names[0]));
        Assert.Empty(_banned.Except(members.SelectMany(names => names)));
    }

    // As the analyzer writes them: the member, the types around it, the namespace.
    private static string[] Names(MethodBase member)
    {
        List<string> names = [DocumentationId.Of(member)];
        for (Type? type = member.DeclaringType; type is not null; type = type.DeclaringType)
        {
            names.Add($"T:{type.FullName!.Replace('+', '.')}");
        }

        return [.. names, $"N:{member.DeclaringType!.Namespace}"];
    }
}
