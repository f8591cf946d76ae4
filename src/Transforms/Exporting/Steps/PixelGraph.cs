namespace MlNetDeep;

/// <summary><see cref="PixelScaling"/> as a graph.</summary>
internal static class PixelGraph
{
    /// <summary>Scales pixels: (pixel * scale - mean) / deviation, rounded in this order.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="pixels">Pixels of floats, with the channels where the layout has them among three dimensions.</param>
    /// <param name="scaling">The numbers.</param>
    /// <param name="layout">Where the channels are.</param>
    public static string Scale(ExportGraph graph, string pixels, PixelScaling scaling, PixelLayout layout)
    {
        if (scaling.Preprocessing.Scale != 1)
            pixels = graph.Add("Mul", [pixels, graph.Number(scaling.Preprocessing.Scale)]);
        if (scaling.Means.Any(mean => mean != 0))
            pixels = graph.Add("Sub", [pixels, Channels(scaling.Means)]);
        if (scaling.Deviations.Any(deviation => deviation != 1))
            pixels = graph.Add("Div", [pixels, Channels(scaling.Deviations)]);
        return pixels;

        string Channels(IReadOnlyList<float> values) => layout == PixelLayout.Planar
            ? graph.Constant([.. values], 1, values.Count, 1, 1)
            : graph.Constant([.. values], 1, 1, 1, values.Count);
    }
}
