using static MlNetDeep.ReportText;

namespace MlNetDeep;

/// <summary>Most confused pairs and highest losses.</summary>
internal static class InterpretationSections
{
    private const int MaxPairs = 20;

    public static void WriteConfusions(HtmlWriter html, Interpretation interpretation)
    {
        html.Open("div", ("class", "scroll")).Open("table").Open("thead").Open("tr")
            .Element("th", "Truth").Element("th", "Taken for").Element("th", "Times", ("class", "n")).Close().Close().Open("tbody");
        foreach (ClassConfusion pair in interpretation.MostConfused.Take(MaxPairs))
        {
            html.Open("tr").Element("td", pair.Truth).Element("td", pair.Predicted).Element("td", Count(pair.Count), ("class", "n")).Close();
        }
        html.Close().Close().Close();
    }

    public static void WriteLosses(HtmlWriter html, Interpretation interpretation)
    {
        html.Element("p", "The rows whose true class the network finds most improbable, right answers among them.", ("class", "note"));
        html.Open("div", ("class", "mistakes"));
        foreach (RowLoss row in interpretation.TopLosses)
        {
            html.Open("figure");
            if (row.Image is ReportImage image)
                html.Empty("img", ("src", image.ToDataUri()), ("alt", $"row {row.Row}: {row.Truth}"));
            html.Open("figcaption").Element("b", row.Truth).Text($", loss {Number(row.Loss)}, ")
                .Element("span", $"row {Count(row.Row)}", ("class", "row"));
            foreach (ClassProbability guess in row.Top)
                html.Empty("br").Element("span", $"{guess.Name} {Percent(guess.Probability, 1)}");
            html.Close().Close();
        }
        html.Close();
    }
}
