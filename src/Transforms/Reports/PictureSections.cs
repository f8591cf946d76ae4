using static MlNetDeep.ReportText;

namespace MlNetDeep;

/// <summary>The sections that are mostly pictures: filters, feature maps, mistakes, and pictures of the caller's.</summary>
internal static class PictureSections
{
    private const int MaxFilters = 128;
    private const int MaxMaps = 64;
    private const int MaxMapSide = 64;

    public static void WriteFilters(HtmlWriter html, Network network, NetworkNode node, NetworkTensor weight)
    {
        (long filters, long channels) = (weight.Shape[0], weight.Shape[1]);
        string size = $"{weight.Shape[2]} x {weight.Shape[3]}";
        html.Element("p",
            $"{Plural(filters, "filter", "filters")} of {size} in '{node.Name}'"
            + (filters > MaxFilters ? $", the first {MaxFilters} shown" : "")
            + (channels == 3 ? ", in the colours that they look for." : ": blue adds, orange takes away, pale is near zero.")
            + " Each has a scale of its own, up to its largest weight."
            + (channels is 1 or 3 ? "" : $" Each looks at {Count(channels)} channels; the first is shown."),
            ("class", "note"));
        WriteGrid(html, FilterPictures.Make(network, weight, MaxFilters), side: 44, index => $"filter {index}");
    }

    public static void WriteFeatureMaps(HtmlWriter html, ReportImage image, IReadOnlyList<FeatureMaps> layers)
    {
        html.Element("p", "What each convolution makes of this picture, after its activation. White is the strongest answer of a map.", ("class", "note"));
        WriteGrid(html, [image], side: 84, _ => "the picture");
        foreach (FeatureMaps layer in layers)
        {
            html.Element("h3", $"{layer.Layer}: {Plural(layer.Channels, "map", "maps")} of {layer.Height} x {layer.Width}"
                + (layer.Channels > MaxMaps ? $", the first {MaxMaps} shown" : ""));
            int plane = layer.Height * layer.Width;
            WriteGrid(html, Enumerable.Range(0, Math.Min(layer.Channels, MaxMaps)).Select(c =>
                ReportImage.FromFloats(layer.Values.AsSpan(c * plane, plane), 1, layer.Height, layer.Width).ShrinkTo(MaxMapSide)),
                side: 56, index => $"{layer.Layer}, map {index}");
        }
    }

    public static void WriteMistakes(HtmlWriter html, Evaluation evaluation)
    {
        IReadOnlyList<Mistake> mistakes = evaluation.WorstMistakes();
        long all = evaluation.Rows - evaluation.Correct;
        html.Element("p", mistakes.Count == 0
            ? $"None among {Plural(evaluation.Rows, "row", "rows")}."
            : $"Of {Plural(all, "mistake", "mistakes")}, the {Count(mistakes.Count)} of which the network was surest.", ("class", "note"));
        html.Open("div", ("class", "mistakes"));
        foreach (Mistake mistake in mistakes)
        {
            string truth = evaluation.ClassNames[mistake.Truth], predicted = evaluation.ClassNames[mistake.Predicted];
            html.Open("figure");
            if (mistake.Image is ReportImage image)
                html.Empty("img", ("src", image.ToDataUri()), ("alt", $"row {mistake.Row}: {truth} taken for {predicted}"));
            html.Open("figcaption").Element("b", truth).Text(" taken for ").Element("b", predicted).Text($" ({Percent(mistake.Probability, 1)}), ")
                .Element("span", $"row {Count(mistake.Row)}", ("class", "row"));
            html.Close().Close();
        }
        html.Close();
    }

    public static void WriteImages(HtmlWriter html, string? note, IReadOnlyList<(ReportImage Image, string Caption)> images)
    {
        if (note is not null)
            html.Element("p", note, ("class", "note"));
        html.Open("div", ("class", "mistakes"));
        foreach ((ReportImage image, string caption) in images)
        {
            html.Open("figure").Empty("img", ("src", image.ToDataUri()), ("alt", caption)).Element("figcaption", caption).Close();
        }
        html.Close();
    }

    private static void WriteGrid(HtmlWriter html, IEnumerable<ReportImage> images, int side, Func<int, string> alternative)
    {
        html.Open("div", ("class", "pictures"));
        int index = 0;
        foreach (ReportImage image in images)
        {
            int longest = Math.Max(image.Width, image.Height);
            html.Empty("img", ("src", image.ToDataUri()), ("alt", alternative(index++)),
                ("width", $"{side * image.Width / longest}"), ("height", $"{side * image.Height / longest}"));
        }
        html.Close();
    }
}
