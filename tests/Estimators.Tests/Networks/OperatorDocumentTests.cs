using System.Text;

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
            .Append("`TorchNetwork` trains any ONNX network of these operators, in operator sets 7 to 23; each line holds from its version\n")
            .Append("on, until the next line of the same operator. The list is `TorchNetwork.SupportedOperators`; a test keeps this page\n")
            .Append("equal to it. Other operators, and uses in the last column, are refused with an error that names the node, as are\n")
            .Append("attributes, inputs and used outputs that an operator does not know. Scoring is done by ONNX Runtime and has no such\n")
            .Append("limits.\n\n")
            .Append("| operator | since | not supported |\n| --- | --- | --- |\n");
        foreach (SupportedOperator entry in TorchNetwork.SupportedOperators)
        {
            string name = entry.Domain.Length == 0 ? entry.Name : $"{entry.Domain}.{entry.Name}";
            text.Append($"| {name} | {entry.SinceVersion} | {entry.NotSupported} |\n");
        }

        AppendBackendTests(text);
        if (Environment.GetEnvironmentVariable("MLNETDEEP_APPROVE") == "1")
        {
            File.WriteAllText(path, text.ToString());
        }

        Assert.Equal(text.ToString(), File.ReadAllText(path));
    }

    // From the list that OnnxBackendTests keeps true.
    private static void AppendBackendTests(StringBuilder text)
    {
        string[] lines = File.ReadAllLines(Checkout.File("tests", "Estimators.Tests", "Golden", "onnx_backend.txt"));
        text.Append("\n## The backend tests of ONNX\n\n")
            .Append($"Of the backend tests that Debian's libonnx-testdata carries (operator sets up to 17), {lines[0]} None gives others.\n")
            .Append("The rest are refused for these reasons:\n\n| tests | operator and reason |\n| --- | --- |\n");
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("# ", StringComparison.Ordinal))
            {
                int count = lines.Skip(i + 1).TakeWhile(l => l.Length > 0).Count();
                text.Append($"| {count} | {lines[i][2..].Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }
    }
}
