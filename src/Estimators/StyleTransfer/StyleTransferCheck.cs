namespace MlNetDeep;

/// <summary>Checks the options of style transfer all at once, and reads what they name.</summary>
internal static class StyleTransferCheck
{
    /// <exception cref="OptionsException">Something is wrong; all problems are listed.</exception>
    /// <exception cref="DeepLearningException">The network's file is damaged, or cannot be had.</exception>
    public static StyleModel Prepare(StyleTransferOptions options)
    {
        List<string> problems = [.. OptionsCheck.FindProblems(options)];
        Network? network = Load(options, problems);
        IReadOnlyList<string> content = [];
        IReadOnlyList<StyleLayer> style = [];
        if (network is not null)
        {
            CheckInput(network, problems);
            content = ContentValues(network, options, problems);
            style = StyleValues(network, options, problems);
        }

        IReadOnlyList<StyleSource> styles = Styles(options, problems);
        if (problems.Count > 0)
        {
            throw new OptionsException(problems);
        }

        Network seen = network!.WithOutputs([.. content.Concat(style.Select(layer => layer.Name)).Distinct()]);
        return new StyleModel(seen.WithLabels(null), content, style, styles);
    }

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);

    private static Network? Load(StyleTransferOptions options, List<string> problems)
    {
        if (options.Network is null)
        {
            return null;
        }

        try
        {
            return options.Network.Load();
        }
        catch (OptionsException error)
        {
            problems.AddRange(error.Problems);
            return null;
        }
    }

    private static void CheckInput(Network network, List<string> problems)
    {
        bool fits = network.Inputs is [{ ElementType: TensorElementType.Float, Shape: [var batch, var channels, _, _] }]
            && batch is null or 1 && channels is null or 3;
        if (!fits || network.Preprocessing?.ColorOrder == ColorOrder.Gray || network.ImageLayout != PixelLayout.Planar)
        {
            problems.Add($"Network '{network.Name}' takes {InvariantText.Join(", ", network.Inputs)}; style transfer needs one that sees one "
                + "picture of three colors, [N, 3, H, W] of floats.");
        }
    }

    private static IReadOnlyList<string> ContentValues(Network network, StyleTransferOptions options, List<string> problems)
    {
        IReadOnlyList<string>? layers = options.ContentLayers ?? DefaultLayers.Content(network) ?? (options.ContentWeight == 0 ? [] : null);
        if (layers is null || (layers.Count == 0 && options.ContentWeight > 0) || layers.Any(string.IsNullOrEmpty))
        {
            problems.Add(layers is null
                ? $"ContentLayers must be given: none are known for network '{network.Name}', which is no VGG and no SqueezeNet."
                : "ContentLayers must hold at least one name unless ContentWeight is 0, and none that is empty.");
            return [];
        }

        return Values(network, layers, nameof(options.ContentLayers), problems);
    }

    private static IReadOnlyList<StyleLayer> StyleValues(Network network, StyleTransferOptions options, List<string> problems)
    {
        IReadOnlyList<StyleLayer>? layers = options.StyleLayers ?? DefaultLayers.Style(network);
        if (layers is null || layers.Count == 0 || layers.Any(layer => layer is null || string.IsNullOrEmpty(layer.Name)))
        {
            problems.Add(layers is null
                ? $"StyleLayers must be given: none are known for network '{network.Name}', which is no VGG and no SqueezeNet."
                : "StyleLayers must hold at least one layer, and none without a name.");
            return [];
        }

        problems.AddRange(layers.Where(layer => !IsPositive(layer.Weight)).Select(layer =>
            $"StyleLayers: the weight of '{layer.Name}' must be a finite number above 0, but is {layer.Weight}."));
        IReadOnlyList<string> values = Values(network, [.. layers.Select(layer => layer.Name)], nameof(options.StyleLayers), problems);
        double sum = layers.Sum(layer => layer.Weight);
        return values.Count < layers.Count ? [] : [.. values.Zip(layers, (value, layer) => new StyleLayer(value, layer.Weight / sum))];
    }

    /// <summary>The values of layers; fewer than there are layers when something is wrong with one.</summary>
    private static IReadOnlyList<string> Values(Network network, IReadOnlyList<string> layers, string option, List<string> problems)
    {
        var values = new List<string>();
        IReadOnlyDictionary<string, IReadOnlyList<long>> shapes = network.InferShapes();
        foreach (string layer in layers)
        {
            try
            {
                string value = network.FindValue(layer);
                if (values.Contains(value))
                {
                    problems.Add($"{option}: layer '{layer}' is there twice.");
                }
                else if (shapes.TryGetValue(value, out IReadOnlyList<long>? shape) && shape.Count != 4)
                {
                    problems.Add($"{option}: layer '{layer}' gives [{InvariantText.Join(", ", shape)}], not maps [N, C, H, W]; name one before the dense layers.");
                }
                else
                {
                    values.Add(value);
                }
            }
            catch (OptionsException error)
            {
                problems.AddRange(error.Problems.Select(problem => $"{option}: {problem}"));
            }
        }

        return values;
    }

    private static IReadOnlyList<StyleSource> Styles(StyleTransferOptions options, List<string> problems)
    {
        if (options.Styles is null || options.Styles.Count == 0 || options.Styles.Any(style => style is null))
        {
            problems.Add("Styles must hold at least one style picture, and none that is null.");
            return [];
        }

        var sources = new List<StyleSource>();
        double sum = options.Styles.Sum(style => style.Share);
        foreach (StylePicture style in options.Styles)
        {
            if (!IsPositive(style.Share))
            {
                problems.Add($"Styles: the share of {style.Name} must be a finite number above 0, but is {style.Share}.");
            }

            try
            {
                byte[] file = style.Read();
                ImageCheck.Require(file, style.Name, options.MaxPixels);
                sources.Add(new StyleSource(style.Name, style.Share / sum, file));
            }
            catch (ImageFileException error)
            {
                problems.Add($"Styles: {error.Message}");
            }
        }

        return sources;
    }
}
