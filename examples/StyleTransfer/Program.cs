using MlNetDeep;
using MlNetDeep.Examples;
using MlNetDeep.Examples.StyleTransfer;

const string usage = """
    Paints one picture in the style of another.

    StyleTransfer --content FILE --style FILE [options]
      --content FILE             the picture to paint: JPEG, PNG, GIF, BMP, WebP or TIFF
      --style FILE               the painting whose style is taken
      --out FILE                 what is written: .png, .jpg or .webp (styled.png)
      --network NAME             an .onnx file, or an architecture of the zoo: a VGG or SqueezeNet (squeezenet1_1)
      --weights FILE             weights of the architecture (the published ones)
      --size N                   short side of the result in pixels (256)
      --style-size N             short side of the painting: larger gives larger strokes (0: as --size)
      --steps N                  steps (200)
      --optimizer NAME           lbfgs or adam (lbfgs)
      --style-weight X           weight of the style against the content (50)
      --smoothness X             weight of the total variation (100)
      --start NAME               content or noise (content)
      --keep-color NAME          yes or no: whether only the luminance is painted (no)
      --seed N                   seed of the noise (1)
      --device NAME              cpu, cuda, cuda:1 or auto (cpu)
      --threads N                CPU threads (0: one per processor)
      --minimum-fall X           by what factor the style loss must fall (1)
    """;

return await ExampleProgram.RunAsync(args, usage, (line, cancellation) =>
{
    var problems = new List<string>();
    string Required(string name, string what)
    {
        string? value = line.Text(name);
        if (value is null)
            problems.Add($"{name} is missing: {what}.");
        return value ?? "";
    }

    T Choice<T>(string name, T defaultValue, params (string Text, T Value)[] choices)
    {
        string? text = line.Text(name);
        int found = Array.FindIndex(choices, choice => choice.Text == text);
        if (text is not null && found < 0)
            problems.Add($"{name}: expected {string.Join(" or ", choices.Select(choice => choice.Text))}, found '{text}'.");
        return found < 0 ? defaultValue : choices[found].Value;
    }

    StyleTransferSettings settings = new()
    {
        Content = Required("--content", "the picture to paint"),
        Style = Required("--style", "the painting whose style is taken"),
        Output = line.Text("--out", "styled.png")!,
        Network = line.Text("--network", "squeezenet1_1")!,
        Weights = line.Text("--weights"),
        Size = line.Integer("--size", 256, 8, 4096),
        StyleSize = line.Integer("--style-size", 0, 0, 4096),
        Steps = line.Integer("--steps", 200, 1, 1_000_000),
        Optimizer = Choice("--optimizer", StyleOptimizer.Lbfgs, ("lbfgs", StyleOptimizer.Lbfgs), ("adam", StyleOptimizer.Adam)),
        StyleWeight = line.Number("--style-weight", 50, 1e-6, 1e12),
        Smoothness = line.Number("--smoothness", 100, 0, 1e12),
        Start = Choice("--start", StyleStart.Content, ("content", StyleStart.Content), ("noise", StyleStart.Noise)),
        KeepColor = Choice("--keep-color", false, ("yes", true), ("no", false)),
        Seed = line.Integer("--seed", 1, 0, int.MaxValue),
        Device = line.Text("--device", "cpu")!,
        Threads = line.Integer("--threads", 0, 0, 1024),
        MinimumFall = line.Number("--minimum-fall", 1, 0, 1e6),
    };
    if (Path.GetExtension(settings.Output).ToLowerInvariant() is not (".png" or ".jpg" or ".jpeg" or ".webp"))
        problems.Add($"--out: expected a file that ends in .png, .jpg or .webp, found '{settings.Output}'.");
    if (problems.Count > 0)
        throw new UsageException(problems);
    line.Check();
    new StyleTransferExample(settings).Run(cancellation);
    return Task.CompletedTask;
});
