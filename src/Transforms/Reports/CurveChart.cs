using static MlNetDeep.ReportText;

namespace MlNetDeep;

/// <summary>Draws curves over the epochs as inline SVG, without scripts.</summary>
internal static class CurveChart
{
    private const double Width = 400, Height = 230, Left = 50, Right = 12, Top = 12, Bottom = 34;

    /// <param name="html">Where to draw.</param>
    /// <param name="title">The caption.</param>
    /// <param name="curves">The curves, the same number of epochs each; none is no chart.</param>
    /// <param name="epochs">The epoch numbers.</param>
    /// <param name="bestEpoch">Index of the epoch to mark, -1 for none.</param>
    /// <param name="format">How values are written.</param>
    /// <param name="fromZero">Whether the value axis starts at zero.</param>
    public static void Write(
        HtmlWriter html, string title, IReadOnlyList<Curve> curves, IReadOnlyList<int> epochs, int bestEpoch, Func<double, string> format, bool fromZero)
    {
        List<double> finite = [.. curves.SelectMany(c => c.Values).OfType<double>().Where(double.IsFinite)];
        if (finite.Count == 0)
            return;
        ChartAxis y = ChartAxis.Around(fromZero ? Math.Min(0, finite.Min()) : finite.Min(), finite.Max());

        html.Open("figure");
        html.Element("figcaption", title);
        WriteKey(html, curves);
        html.Open("svg", ("viewBox", $"0 0 {Width} {Height}"), ("role", "img"), ("aria-label", $"{title} by epoch"));
        WriteAxes(html, y, epochs, format);
        if (bestEpoch >= 0 && epochs.Count > 1)
        {
            string x = Coordinate(X(bestEpoch, epochs.Count));
            html.Open("line", ("class", "best"), ("x1", x), ("x2", x), ("y1", Coordinate(Top)), ("y2", Coordinate(Height - Bottom)));
            html.Element("title", $"best epoch: {epochs[bestEpoch]}").Close();
        }
        foreach (Curve curve in curves)
            WriteCurve(html, curve, y, epochs, format);
        html.Close().Close();
    }

    private static double X(int index, int count) =>
        count == 1 ? (Left + Width - Right) / 2 : Left + 6 + (Width - Left - Right - 12) * index / (count - 1);

    private static double Y(double value, ChartAxis axis) =>
        Height - Bottom - (Height - Top - Bottom) * (value - axis.Low) / (axis.High - axis.Low);

    private static void WriteKey(HtmlWriter html, IReadOnlyList<Curve> curves)
    {
        // The caption names a single curve; its key stays empty, so that charts side by side stay level.
        html.Open("div", ("class", "key"));
        foreach (Curve curve in curves.Where(_ => curves.Count > 1))
            html.Open("span").Element("i", "", ("class", curve.Style)).Text(curve.Name).Close();
        html.Close();
    }

    private static void WriteAxes(HtmlWriter html, ChartAxis y, IReadOnlyList<int> epochs, Func<double, string> format)
    {
        foreach (double tick in y.Ticks())
        {
            string at = Coordinate(Y(tick, y));
            html.Empty("line", ("class", "grid"), ("x1", Coordinate(Left)), ("x2", Coordinate(Width - Right)), ("y1", at), ("y2", at));
            html.Element("text", format(tick), ("x", Coordinate(Left - 6)), ("y", Coordinate(Y(tick, y) + 4)), ("text-anchor", "end"));
        }

        string foot = Coordinate(Height - Bottom);
        html.Empty("line", ("class", "axis"), ("x1", Coordinate(Left)), ("x2", Coordinate(Width - Right)), ("y1", foot), ("y2", foot));
        int step = Math.Max(1, (epochs.Count + 9) / 10);
        for (int i = 0; i < epochs.Count; i += step)
            html.Element("text", Count(epochs[i]), ("x", Coordinate(X(i, epochs.Count))), ("y", Coordinate(Height - Bottom + 15)), ("text-anchor", "middle"));
        html.Element("text", "epoch", ("x", Coordinate((Left + Width - Right) / 2)), ("y", Coordinate(Height - 4)), ("text-anchor", "middle"));
    }

    private static void WriteCurve(HtmlWriter html, Curve curve, ChartAxis y, IReadOnlyList<int> epochs, Func<double, string> format)
    {
        List<(int Index, double Value)> points = [];
        for (int i = 0; i < epochs.Count; i++)
        {
            if (curve.Values[i] is double value && double.IsFinite(value))
                points.Add((i, value));
        }

        string path = InvariantText.Join(" ", points.Select(p => $"{Coordinate(X(p.Index, epochs.Count))},{Coordinate(Y(p.Value, y))}"));
        html.Empty("polyline", ("class", "line " + curve.Style), ("points", path));
        foreach ((int index, double value) in points)
        {
            html.Open("circle", ("class", curve.Style), ("r", epochs.Count > 40 ? "1.5" : "3.5"), ("cx", Coordinate(X(index, epochs.Count))), ("cy", Coordinate(Y(value, y))));
            html.Element("title", $"epoch {epochs[index]}, {curve.Name}: {format(value)}").Close();
        }
    }
}
