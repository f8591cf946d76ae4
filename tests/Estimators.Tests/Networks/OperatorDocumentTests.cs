using System.Text;
using MlNetDeep.Tests.Shared;

namespace MlNetDeep.Estimators.Tests.Networks;

/// <summary>docs/operators.md lists what training supports; MLNETDEEP_APPROVE=1 writes it anew.</summary>
public class OperatorDocumentTests
{
    [Fact]
    public void TheDocumentedTableIsTheRealOne()
    {
        string path = Checkout.File("docs", "operators.md");
        var text = new StringBuilder()
            .Append("# Operators that training knows\n\n")
            .Append("`TorchNetwork` trains any ONNX network of these operators (opset 7 to 17). The list is\n")
            .Append("`TorchNetwork.SupportedOperators`; a test keeps this page equal to it. Other operators, and uses in the second\n")
            .Append("column, are refused with an error that names the node. Scoring is done by ONNX Runtime and has no such limits.\n\n")
            .Append("| operator | not supported |\n| --- | --- |\n");
        foreach ((string name, string limits) in TorchNetwork.SupportedOperators.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            text.Append($"| {name} | {limits} |\n");
        }

        if (Environment.GetEnvironmentVariable("MLNETDEEP_APPROVE") == "1")
        {
            File.WriteAllText(path, text.ToString());
        }

        Assert.Equal(text.ToString(), File.ReadAllText(path));
    }
}
