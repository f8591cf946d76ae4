using System.Globalization;
using System.Text;
using Spectre.Console;

namespace MlNetDeep.Benchmarks.Running;

/// <summary>The outcomes, on the console and as the table of a Markdown file.</summary>
internal sealed class ResultTable
{
    private const string Begin = "<!-- measured -->";
    private const string End = "<!-- /measured -->";
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
        string text = File.ReadAllText(path);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"{path} has no lines {Begin} and {End} to write between");
        var table = new StringBuilder()
            .Append(Begin).Append('\n')
            .Append(CultureInfo.InvariantCulture, $"Machine: {Machine.Describe()}; {DateTime.UtcNow:yyyy-MM-dd}.  \nCommand: `{command}`\n\n")
            .Append("| ").AppendJoin(" | ", _headings).Append(" |\n")
            .Append('|').Append(string.Concat(Enumerable.Repeat(" --- |", _headings.Length))).Append('\n');
        foreach (string[] row in _rows)
            table.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        File.WriteAllText(path, string.Concat(text.AsSpan(0, begin), table.ToString(), text.AsSpan(end)));
    }

    private static string Spread(IReadOnlyList<double> figures, string unit) => string.Create(
        CultureInfo.InvariantCulture, $"{Number(Outcome.Median(figures))} {unit} ({Number(figures.Min())} to {Number(figures.Max())})");

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
