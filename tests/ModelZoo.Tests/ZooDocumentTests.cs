using System.Globalization;
using System.Text;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>The table in docs/zoo.md is what the code says; MLNETDEEP_APPROVE=1 writes it anew.</summary>
public sealed class ZooDocumentTests
{
    private const string Begin = "<!-- table: begin -->\n";
    private const string End = "<!-- table: end -->\n";

    [Fact]
    public void The_documented_zoo_is_the_real_one()
    {
        var path = Checkout.File("docs", "zoo.md");
        var document = File.ReadAllText(path);
        var (begin, end) = (document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, document.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= Begin.Length && end >= begin, $"{path} has lost the marks around its table.");
        var table = Table();
        if (Environment.GetEnvironmentVariable("MLNETDEEP_APPROVE") == "1")
        {
            File.WriteAllText(path, document[..begin] + table + document[end..]);
        }

        var found = File.ReadAllText(path);
        Assert.Equal(table, found[begin..found.IndexOf(End, StringComparison.Ordinal)]);
    }

    private static string Table()
    {
        var text = new StringBuilder()
            .Append("| name | network | input | smallest | parameters | MACs | file | pixels | weights known |\n")
            .Append("| --- | --- | --- | --- | ---: | ---: | ---: | --- | --- |\n");
        foreach (var a in Networks.Architectures)
        {
            var network = Networks.Create(a.Name);

            // Nothing but the tensors counts; what else the file holds is some ten kilobytes.
            var size = network.Tensors.Values.Sum(t => t.Count * sizeof(float)) / 1e6;
            var weights = WeightCatalog.All.Where(w => w.Architecture == a.Name).Select(w => $"`{w.Name}`");
            text.Append(string.Create(
                CultureInfo.InvariantCulture,
                $"| `{a.Name}` | {a.Title} [{PaperNumber(a)}] | {a.Channels} x {a.Size} x {a.Size} | {a.MinimumSize} | "
                + $"{network.ParameterCount:N0} | {network.Summary().TotalMacs / 1e6:N1} M | {size:N1} MB | "
                + $"{Pixels(a.Preprocessing)} | {string.Join(", ", weights)} |\n"));
        }

        text.Append(CultureInfo.InvariantCulture, $"\nPixels: \"torchvision\" is {Words(ArchitectureTable.ImageNet)};\n")
            .Append(CultureInfo.InvariantCulture, $"\"Caffe\" is {Words(ArchitectureTable.Caffe)}.\n\nPapers:\n\n");
        foreach (var (paper, i) in Papers().Select((p, i) => (p, i)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {paper}\n");
        }

        return text.Append('\n').ToString();
    }

    private static List<string> Papers() => [.. Networks.Architectures.Select(a => a.Paper).Distinct()];

    private static int PaperNumber(Architecture architecture) => Papers().IndexOf(architecture.Paper) + 1;

    private static string Pixels(ImagePreprocessing p) =>
        p.Equals(ArchitectureTable.ImageNet) ? "torchvision" : p.Equals(ArchitectureTable.Caffe) ? "Caffe" : Words(p);

    private static string Words(ImagePreprocessing p)
    {
        string Numbers(IReadOnlyList<float> values) =>
            string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)));
        var order = p.ColorOrder switch { ColorOrder.Bgr => "BGR", ColorOrder.Gray => "grey", _ => "RGB" };
        var range = p.Scale == 1 ? "0..255" : "0..1";
        return $"{order}, {range}{(p.Mean.Count > 0 ? $", minus ({Numbers(p.Mean)})" : "")}"
            + (p.StandardDeviation.Count > 0 ? $", over ({Numbers(p.StandardDeviation)})" : "");
    }
}
