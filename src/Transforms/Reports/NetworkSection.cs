using System.Globalization;
using static MlNetDeep.ReportText;

namespace MlNetDeep;

/// <summary>The layers of a network.</summary>
internal static class NetworkSection
{
    public static void Write(HtmlWriter html, NetworkSummary summary)
    {
        html.Open("div", ("class", "scroll")).Open("table", ("class", "layers")).Open("thead").Open("tr")
            .Element("th", "Layer").Element("th", "Kind").Element("th", "Output shape").Element("th", "Parameters", ("class", "n"))
            .Element("th", "Multiply-adds", ("class", "n")).Close().Close().Open("tbody");
        foreach (SummaryRow row in summary.Rows)
        {
            html.Open("tr").Element("td", row.Layer).Element("td", row.TypeText).Element("td", Shape(row.OutputShape))
                .Element("td", CountOrNothing(row.Parameters), ("class", "n")).Element("td", CountOrNothing(row.Macs), ("class", "n")).Close();
        }
        html.Close().Open("tfoot").Open("tr").Element("td", "Total", ("colspan", "3"))
            .Element("td", Count(summary.TotalParameters), ("class", "n")).Element("td", Count(summary.TotalMacs), ("class", "n"))
            .Close().Close().Close().Close();
        if (summary.TrainableParameters != summary.TotalParameters)
            html.Element("p", $"{Count(summary.TrainableParameters)} of the parameters can be trained; the others are frozen.", ("class", "note"));
    }

    private static string Shape(IReadOnlyList<long?> shape) =>
        $"[{string.Join(", ", shape.Select(size => size?.ToString(CultureInfo.InvariantCulture) ?? "N"))}]";

    private static string CountOrNothing(long count) => count == 0 ? "" : Count(count);
}
