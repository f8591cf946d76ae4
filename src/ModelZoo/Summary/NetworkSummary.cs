using System.Globalization;
using System.Text;

namespace MlNetDeep;

/// <summary>A description of a network, layer by layer. <see cref="ToString"/> gives a table for people.</summary>
public sealed class NetworkSummary
{
    internal NetworkSummary(string name, IReadOnlyList<SummaryRow> rows, IReadOnlyList<FrozenTensor> frozenTensors, NetworkValue? assumedInput)
    {
        Name = name;
        Rows = rows;
        FrozenTensors = frozenTensors;
        AssumedInput = assumedInput;
        TotalParameters = rows.Sum(r => r.Parameters);
        TrainableParameters = rows.Sum(r => r.TrainableParameters);
        TotalMacs = rows.Sum(r => r.Macs);
    }

    /// <summary>The name of the network.</summary>
    public string Name { get; }

    /// <summary>The layers in order; nodes that make constants are left out.</summary>
    public IReadOnlyList<SummaryRow> Rows { get; }

    /// <summary>The input that shapes and operations are given for, where the network leaves its size open; otherwise null.</summary>
    public NetworkValue? AssumedInput { get; }

    /// <summary>The tensors that training leaves as they are, each with the reason; see <see cref="Network.FrozenTensors"/>.</summary>
    public IReadOnlyList<FrozenTensor> FrozenTensors { get; }

    /// <summary>The number of values that training may change, frozen ones included.</summary>
    public long TotalParameters { get; }

    /// <summary>The number of those that are not frozen.</summary>
    public long TrainableParameters { get; }

    /// <summary>Multiply-accumulate operations for one example.</summary>
    public long TotalMacs { get; }

    /// <summary>
    /// Gives a table: layer, output shape, parameters, MACs, trainable or frozen, the totals, and what is not trained and why.
    /// </summary>
    /// <returns>Several lines, without one at the end.</returns>
    public override string ToString()
    {
        string[] titles = ["Layer (type)", "Output shape", "Parameters", "MACs", "Trainable"];
        var cells = Rows.Select(Cells).ToList();
        int[] widths = [.. titles.Select((t, i) => cells.Select(c => c[i].Length).Append(t.Length).Max())];
        var line = new string('-', widths.Sum() + (2 * (widths.Length - 1)));
        var text = new StringBuilder();
        text.Append(Name.Length > 0 ? $"{Name}\n" : "").Append(line).Append('\n');
        Append(text, titles, widths);
        text.Append(line.Replace('-', '=')).Append('\n');
        foreach (var row in cells)
        {
            Append(text, row, widths);
        }

        return text.Append(line).Append('\n')
            .Append(AssumedInput is null ? "" : $"The size of the input is open; shown for [{string.Join(", ", AssumedInput.Shape.Select(d => d?.ToString(CultureInfo.InvariantCulture) ?? "N"))}]\n")
            .Append("Total parameters: ").Append(Number(TotalParameters))
            .Append("\nTrainable parameters: ").Append(Number(TrainableParameters))
            .Append("\nFrozen parameters: ").Append(Number(TotalParameters - TrainableParameters)).Append('\n')
            .Append(string.Concat(FrozenTensors.GroupBy(t => t.Reason).Select(NotTrained)))
            .Append("MACs per example: ").Append(Number(TotalMacs))
            .ToString();
    }

    private static string NotTrained(IGrouping<string, FrozenTensor> group)
    {
        const int named = 3;
        var names = string.Join(", ", group.Take(named).Select(t => t.Name));
        return $"Not trained: {Number(group.Sum(t => t.Count))} values in {names}{(group.Count() > named ? $" and {group.Count() - named} more" : "")}: {group.Key}\n";
    }

    private static string[] Cells(SummaryRow row) =>
    [
        $"{row.Layer} ({row.TypeText})",
        $"[{string.Join(", ", row.OutputShape.Select(d => d is null ? "N" : d.Value.ToString(CultureInfo.InvariantCulture)))}]",
        Number(row.Parameters),
        Number(row.Macs),
        row.Parameters == 0 ? "" : row.Frozen ? "frozen" : row.TrainableParameters == row.Parameters ? "yes" : "partly",
    ];

    private static void Append(StringBuilder text, string[] cells, int[] widths)
    {
        // Numbers to the right, words to the left.
        var padded = cells.Select((c, i) => i is 2 or 3 ? c.PadLeft(widths[i]) : c.PadRight(widths[i]));
        text.Append(string.Join("  ", padded).TrimEnd()).Append('\n');
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
