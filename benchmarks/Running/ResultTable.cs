using System.Globalization;
using System.Text;
using Spectre.Console;

namespace MlNetDeep.Benchmarks.Running;

/// <summary>The outcomes, on the console and as the table of a Markdown file.</summary>
internal sealed class ResultTable
{
    private static readonly string[] _headings = ["what", "ours, median (min to max)", "peer", "peer's median (min to max)", "peer / ours", "goal"];
    private readonly List<string[]> _rows = [];

    public void Add(Outcome outcome)
    {
        Comparison comparison = outcome.Comparison;
        bool isAlone = outcome.Peer.Count == 0;
        _rows.Add([
            comparison.Question, Spread(outcome.Ours, comparison.Unit), comparison.PeerName,
            isAlone ? "" : Spread(outcome.Peer, comparison.Unit),
            isAlone ? "" : outcome.Ratio.ToString("0.00", CultureInfo.InvariantCulture),
            double.IsNaN(comparison.Goal) ? "" : comparison.Goal.ToString("0.00", CultureInfo.InvariantCulture),
        ]);
    }

    public void Print()
    {
        var table = new Table();
        table.AddColumns(_headings);
        foreach (string[] row in _rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
        Console.WriteLine(Machine.Describe());
    }

    /// <summary>Replaces what stands between the two marks of a Markdown file.</summary>
    public void Write(string path, string command)
    {
        var table = new StringBuilder()
            .Append("| ").AppendJoin(" | ", _headings).Append(" |\n")
            .Append('|').Append(string.Concat(Enumerable.Repeat(" --- |", _headings.Length))).Append('\n');
        foreach (string[] row in _rows)
            table.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        MeasuredText.Write(path, command, table.ToString());
    }

    private static string Spread(IReadOnlyList<double> figures, string unit) => string.Create(
        CultureInfo.InvariantCulture, $"{Number(Outcome.Median(figures))} {unit} ({Number(figures.Min())} to {Number(figures.Max())})");

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
