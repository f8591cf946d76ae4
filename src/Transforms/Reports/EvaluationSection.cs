using System.Globalization;
using static MlNetDeep.ReportText;

namespace MlNetDeep;

/// <summary>Confusion matrix and precision and recall of each class.</summary>
internal static class EvaluationSection
{
    /// <summary>With more classes than this the numbers of a matrix cannot be read any more; a picture has its pattern.</summary>
    private const int MaxMatrixClasses = 40;

    /// <summary>A matrix of more classes takes the whole width of the page, in smaller cells.</summary>
    private const int MaxNarrowClasses = 12;

    /// <summary>Names that are longer stand upright over their columns.</summary>
    private const int MaxLevelName = 3;

    private const int MatrixSide = 640;

    private const int ListedConfusions = 20;

    public static void Write(HtmlWriter html, Evaluation evaluation)
    {
        html.Element("p",
            $"{Count(evaluation.Correct)} of {Plural(evaluation.Rows, "row", "rows")} right ({Percent(evaluation.Accuracy)}), "
            + Plural(evaluation.Rows - evaluation.Correct, "mistake", "mistakes")
            + (evaluation.Unlabelled > 0 ? $"; {Plural(evaluation.Unlabelled, "row", "rows")} without a label left out." : "."),
            ("class", "note"));
        if (evaluation.Classes <= MaxNarrowClasses)
        {
            html.Open("div", ("class", "evaluation")).Open("div");
            WriteMatrix(html, evaluation, isWide: false);
            html.Close();
        }
        else
        {
            if (evaluation.Classes <= MaxMatrixClasses)
                WriteMatrix(html, evaluation, isWide: true);
            else
                WritePicture(html, evaluation);
            html.Open("div", ("class", "evaluation"));
            WriteConfusions(html, evaluation);
        }
        WriteClasses(html, evaluation);
        html.Close();
    }

    // Right answers and mistakes differ by orders of magnitude, so each has its own colour and scale; the root keeps
    // a single mistake visible beside a frequent one.
    private static Func<int, int, double> Strengths(Evaluation evaluation)
    {
        double mostRight = 1, mostWrong = 1;
        for (int t = 0; t < evaluation.Classes; t++)
        {
            for (int p = 0; p < evaluation.Classes; p++)
            {
                if (t == p)
                    mostRight = Math.Max(mostRight, evaluation.Count(t, p));
                else
                    mostWrong = Math.Max(mostWrong, evaluation.Count(t, p));
            }
        }

        return (t, p) => Math.Sqrt(evaluation.Count(t, p) / (t == p ? mostRight : mostWrong));
    }

    private static void WriteMatrix(HtmlWriter html, Evaluation evaluation, bool isWide)
    {
        Func<int, int, double> strength = Strengths(evaluation);
        html.Element("h3", "Rows: the truth. Columns: what the network said.");
        html.Open("div", ("class", "scroll")).Open("table", ("class", isWide ? "confusion wide" : "confusion")).Open("thead").Open("tr").Element("th", "");
        bool isUpright = evaluation.ClassNames.Any(name => name.Length > MaxLevelName);
        foreach (string name in evaluation.ClassNames)
        {
            html.Open("th", ("scope", "col"), ("title", name));
            (isUpright ? html.Element("span", name, ("class", "upright")) : html.Text(name)).Close();
        }
        html.Close().Close().Open("tbody");
        for (int t = 0; t < evaluation.Classes; t++)
        {
            html.Open("tr").Element("th", evaluation.ClassNames[t], ("scope", "row"), ("title", evaluation.ClassNames[t]));
            for (int p = 0; p < evaluation.Classes; p++)
                WriteCell(html, evaluation, t, p, strength(t, p), isWide);
            html.Close();
        }
        html.Close().Close().Close();
    }

    private static void WritePicture(HtmlWriter html, Evaluation evaluation)
    {
        Func<int, int, double> strength = Strengths(evaluation);
        int classes = evaluation.Classes;
        var pixels = new byte[classes * classes * 3];
        for (int t = 0; t < classes; t++)
        {
            for (int p = 0; p < classes; p++)
                FilterPictures.Shade(t == p ? strength(t, p) : -strength(t, p)).CopyTo(pixels.AsSpan(((t * classes) + p) * 3));
        }

        ReportImage image = ReportImage.FromInterleaved(pixels, 3, classes, classes);
        string side = Count(Math.Max(MatrixSide, classes)).Replace(",", "");
        html.Element("h3", "Rows: the truth. Columns: what the network said.");
        html.Open("div", ("class", "scroll")).Empty("img", ("class", "matrix"), ("src", image.ToDataUri()), ("width", side), ("height", side),
            ("alt", $"confusion matrix of {Count(classes)} classes")).Close();
        html.Element("p", "Blue on the diagonal: right; orange: mistakes. Classes in the order of the table.", ("class", "note"));
    }

    private static void WriteCell(HtmlWriter html, Evaluation evaluation, int truth, int predicted, double strength, bool isWide)
    {
        long count = evaluation.Count(truth, predicted);
        string tip = $"{evaluation.ClassNames[truth]} taken for {evaluation.ClassNames[predicted]}: {Count(count)}";
        if (count == 0)
            html.Element("td", "·", ("class", "none"), ("title", tip));
        else
            html.Element("td", Short(count, isWide), ("class", truth == predicted ? "hit" : "miss"), ("style", $"--v:{Coordinate(strength)}"), ("title", tip));
    }

    // Cells are narrow: no separator below ten thousand, and of many cells the thousands only.
    private static string Short(long count, bool isWide) => (isWide, count) switch
    {
        (true, >= 1_000_000) => $"{count / 1_000_000}M",
        (true, >= 1_000) => $"{count / 1_000}k",
        (false, >= 10_000) => Count(count),
        _ => count.ToString(CultureInfo.InvariantCulture),
    };

    private static void WriteConfusions(HtmlWriter html, Evaluation evaluation)
    {
        html.Open("div").Element("h3", "Most frequent confusions");
        html.Open("div", ("class", "scroll")).Open("table").Open("thead").Open("tr")
            .Element("th", "Truth").Element("th", "Taken for").Element("th", "Times", ("class", "n")).Close().Close().Open("tbody");
        foreach ((int truth, int predicted, long count) in evaluation.Confusions().Take(ListedConfusions))
        {
            html.Open("tr").Element("td", evaluation.ClassNames[truth]).Element("td", evaluation.ClassNames[predicted])
                .Element("td", Count(count), ("class", "n")).Close();
        }
        html.Close().Close().Close().Close();
    }

    private static void WriteClasses(HtmlWriter html, Evaluation evaluation)
    {
        html.Open("div").Element("h3", "Class by class").Open("div", ("class", evaluation.Classes > MaxMatrixClasses ? "scroll tall" : "scroll")).Open("table").Open("thead").Open("tr")
            .Element("th", "Class").Element("th", "Rows", ("class", "n")).Element("th", "Precision").Element("th", "Recall")
            .Close().Close().Open("tbody");
        // The bars start at the worst share, rounded down, so that 99.1 % and 99.6 % can be told apart.
        double[] shares = [.. Enumerable.Range(0, evaluation.Classes).SelectMany(c => new[] { evaluation.Precision(c), evaluation.Recall(c) }).Where(double.IsFinite)];
        double floor = Math.Clamp(Math.Floor((shares.DefaultIfEmpty(0).Min() - 0.005) * 50) / 50, 0, 0.98);
        for (int c = 0; c < evaluation.Classes; c++)
        {
            html.Open("tr").Element("td", evaluation.ClassNames[c]).Element("td", Count(evaluation.TruthCount(c)), ("class", "n"));
            WriteShare(html, evaluation.Precision(c), floor);
            WriteShare(html, evaluation.Recall(c), floor);
            html.Close();
        }
        html.Close().Close().Close();
        html.Element("p", $"Bars run from {ShortPercent(floor)} to 100 %.", ("class", "note")).Close();
    }

    private static void WriteShare(HtmlWriter html, double share, double floor)
    {
        html.Open("td").Text(Percent(share));
        if (double.IsFinite(share))
        {
            double width = Math.Clamp((share - floor) / (1 - floor), 0, 1) * 100;
            html.Open("span", ("class", "bar")).Element("i", "", ("style", $"width:{Coordinate(width)}%")).Close();
        }
        html.Close();
    }
}
