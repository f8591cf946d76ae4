using System.Text;
using Microsoft.ML;
using static MlNetDeep.ReportText;

namespace MlNetDeep;

/// <summary>
/// A report on a trained network as one HTML file that needs nothing else: no script, no network access, pictures
/// inside. It follows the reader's light or dark setting and fits a phone.
/// </summary>
/// <remarks>
/// Sections appear in the order in which they are added; facts and headline figures stand at the top, whoever added
/// them. Every text is HTML-encoded, so class names and captions may hold anything. Not thread-safe.
/// <code>
/// new TrainingReport("MNIST")
///     .AddHistory(transformer.History!)
///     .AddEvaluation(model.Transform(testData))
///     .AddNetwork(transformer.Network)
///     .Save("report.html");
/// </code>
/// </remarks>
public sealed class TrainingReport
{
    private const string ContentPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
    private readonly string _title;
    private readonly string? _subtitle;
    private readonly List<(string Value, string Name)> _headlines = [];
    private readonly List<(string Name, string Value)> _facts = [];
    private readonly List<(string Heading, Action<HtmlWriter> Write)> _sections = [];
    private readonly List<NamedRun> _runs = [];

    /// <summary>Starts an empty report.</summary>
    /// <param name="title">The heading and the title of the window.</param>
    /// <param name="subtitle">A sentence below it; null for none.</param>
    public TrainingReport(string title, string? subtitle = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        _title = title;
        _subtitle = subtitle;
    }

    /// <summary>Adds a large figure at the top, such as the accuracy.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="value">The figure, with its unit.</param>
    /// <returns>This report.</returns>
    public TrainingReport AddHeadline(string name, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(value);
        _headlines.Add((value, name));
        return this;
    }

    /// <summary>Adds a line to the facts of the run.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="value">The value.</param>
    /// <returns>This report.</returns>
    public TrainingReport AddFact(string name, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(value);
        _facts.Add((name, value));
        return this;
    }

    /// <summary>
    /// Adds a training run: the curves of loss, metric and learning rate, and its device, seed, epochs and time as facts. Further
    /// runs are laid over the first, in the same charts, and all of them are compared in a table instead of facts.
    /// </summary>
    /// <param name="history">The history of the run.</param>
    /// <param name="name">What the run is called beside others. The default value is null: "run 1", "run 2" and so on.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">Another run has this name.</exception>
    public TrainingReport AddHistory(TrainingHistory history, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        name ??= $"run {_runs.Count + 1}";
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_runs.Any(run => run.Name == name))
            throw new ArgumentException($"There is a run '{name}' in the report already; give each a name of its own.", nameof(name));
        _runs.Add(new NamedRun(name, history));
        if (_runs.Count == 1)
        {
            _sections.Add(("Training", WriteRuns));
            _headlines.Add(TimeOf(history));
            _facts.AddRange(FactsOf(history));
        }
        else if (_runs.Count == 2)
        {
            _headlines.Remove(TimeOf(_runs[0].History));
            _facts.RemoveAll(FactsOf(_runs[0].History).Contains);
        }
        return this;
    }

    /// <summary>Adds the table of layers, and the number of parameters and multiply-adds as facts.</summary>
    /// <param name="network">The network.</param>
    /// <returns>This report.</returns>
    public TrainingReport AddNetwork(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        NetworkSummary summary = network.Summary();
        AddHeadline("parameters", Count(summary.TotalParameters));
        AddFact("Network", network.Name);
        AddFact("Multiply-adds", $"{Count(summary.TotalMacs)} a row");
        _sections.Add(("Network", html => NetworkSection.Write(html, summary)));
        return this;
    }

    /// <summary>Adds pictures of the filters of the network's first convolution; nothing when it has none.</summary>
    /// <param name="network">The network, after training.</param>
    /// <returns>This report.</returns>
    public TrainingReport AddFilters(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (FilterPictures.Find(network) is (NetworkNode node, NetworkTensor weight))
            _sections.Add(("Learned filters", html => PictureSections.WriteFilters(html, network, node, weight)));
        return this;
    }

    /// <summary>
    /// Runs the network on one picture in ONNX Runtime and adds what each convolution makes of it; nothing when the
    /// network has no convolution.
    /// </summary>
    /// <param name="network">The network, after training; its input is [N, C, H, W].</param>
    /// <param name="image">The picture, C x H x W as the input; the network's preprocessing is applied to it.</param>
    /// <param name="maximumLayers">How many convolutions are shown at most, from the input on. The default value is 8.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ShapeException">The picture does not have the size of the network's input.</exception>
    public TrainingReport AddFeatureMaps(Network network, ReportImage image, int maximumLayers = 8)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumLayers);
        IReadOnlyList<FeatureMaps> maps = FeatureMaps.Compute(network, image, maximumLayers);
        if (maps.Count > 0)
            _sections.Add(("Feature maps", html => PictureSections.WriteFeatureMaps(html, image, maps)));
        return this;
    }

    /// <summary>
    /// Reads scored rows once and adds accuracy and log loss, the confusion matrix, precision and recall of each class,
    /// and the mistakes of which the network was surest.
    /// </summary>
    /// <param name="scored">Rows with the truth, the probabilities and, unless switched off, the pictures.</param>
    /// <param name="options">Column names and limits; null for the defaults.</param>
    /// <returns>This report.</returns>
    /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
    /// <exception cref="ColumnException">A column is missing or of another type; the message says which.</exception>
    public TrainingReport AddEvaluation(IDataView scored, ReportEvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scored);
        options ??= new ReportEvaluationOptions();
        OptionsCheck.Throw(options);
        Evaluation evaluation = EvaluationReader.Read(scored, options);
        AddEvaluation(evaluation, options.SetName);
        if (options.MaximumMistakes > 0)
            _sections.Add(("Worst mistakes", html => PictureSections.WriteMistakes(html, evaluation)));
        return this;
    }

    /// <summary>Adds pictures of the filters of a convolution.</summary>
    /// <param name="network">The network, after training.</param>
    /// <param name="layer">The convolution's name.</param>
    /// <returns>This report.</returns>
    /// <exception cref="OptionsException">There is no such layer (the nearest name is suggested), or it is no convolution.</exception>
    public TrainingReport AddFilters(Network network, string layer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(layer);
        (NetworkNode node, NetworkTensor weight) = FilterPictures.Find(network, layer);
        _sections.Add(($"Learned filters of {layer}", html => PictureSections.WriteFilters(html, network, node, weight)));
        return this;
    }

    /// <summary>Adds what one layer makes of a picture.</summary>
    /// <param name="network">The network, after training; its input is [N, C, H, W].</param>
    /// <param name="image">The picture, C x H x W as the input; the network's preprocessing is applied to it.</param>
    /// <param name="layer">The layer, as in <see cref="Interpretation.FeatureMaps"/>.</param>
    /// <returns>This report.</returns>
    /// <exception cref="OptionsException">There is no such layer (the nearest name is suggested), or it gives no maps.</exception>
    /// <exception cref="ShapeException">The picture does not have the size of the network's input.</exception>
    public TrainingReport AddFeatureMaps(Network network, ReportImage image, string layer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(layer);
        FeatureMaps maps = FeatureMaps.Compute(network, image, layer);
        _sections.Add(($"Feature maps of {layer}", html => PictureSections.WriteFeatureMaps(html, image, [maps])));
        return this;
    }

    /// <summary>
    /// Adds accuracy and log loss, the confusion matrix, precision and recall of each class, the most confused pairs, and
    /// the rows with the highest losses with their most probable classes.
    /// </summary>
    /// <param name="interpretation">The interpretation of a model on data.</param>
    /// <param name="setName">What the rows are called in headings. The default value is "test".</param>
    /// <returns>This report.</returns>
    public TrainingReport AddInterpretation(Interpretation interpretation, string setName = "test")
    {
        ArgumentNullException.ThrowIfNull(interpretation);
        ArgumentException.ThrowIfNullOrWhiteSpace(setName);
        AddEvaluation(interpretation.Evaluation, setName);
        if (interpretation.MostConfused.Count > 0)
            _sections.Add(("Most confused pairs", html => InterpretationSections.WriteConfusions(html, interpretation)));
        if (interpretation.TopLosses.Count > 0)
            _sections.Add(("Highest losses", html => InterpretationSections.WriteLosses(html, interpretation)));
        return this;
    }

    /// <summary>Adds a picture with heat maps laid over it.</summary>
    /// <param name="heading">The section's heading.</param>
    /// <param name="image">The picture.</param>
    /// <param name="maps">The maps, of the picture's size.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">A map has another size than the picture.</exception>
    public TrainingReport AddHeatMaps(string heading, ReportImage image, params IEnumerable<HeatMap> maps)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(maps);
        return AddImages(heading,
            [(image, "the picture"), .. maps.Select(map => (map.Over(image), $"{map.Class.Name}, {Percent(map.Class.Probability, 1)}: {map.Method}"))],
            "Bright places speak for the class.");
    }

    /// <summary>Adds a section of captioned pictures.</summary>
    /// <param name="heading">The section's heading.</param>
    /// <param name="images">The pictures with their captions.</param>
    /// <param name="note">A sentence before them; null for none.</param>
    /// <returns>This report.</returns>
    public TrainingReport AddImages(string heading, IEnumerable<(ReportImage Image, string Caption)> images, string? note = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(heading);
        ArgumentNullException.ThrowIfNull(images);
        (ReportImage, string)[] all = [.. images];
        _sections.Add((heading, html => PictureSections.WriteImages(html, note, all)));
        return this;
    }

    /// <summary>The report as an HTML document that is also well-formed XML.</summary>
    /// <returns>The text of the file.</returns>
    public string ToHtml()
    {
        HtmlWriter html = new();
        html.Open("html", ("lang", "en"), ("dir", "ltr")).Open("head")
            .Empty("meta", ("charset", "utf-8"))
            .Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", ContentPolicy))
            .Element("title", _title).Style(ReportStyle.Css).Close();
        html.Open("body").Open("main").Open("header").Element("h1", _title);
        if (_subtitle is not null)
            html.Element("p", _subtitle);
        html.Close();
        WriteFacts(html);
        WriteSections(html);
        html.Element("footer", "Made by MlNetDeep.").Close().Close().Close();
        return html.ToString();
    }

    /// <summary>
    /// Writes the report. The file appears whole or not at all: it is written beside the target, flushed, and renamed.
    /// </summary>
    /// <param name="path">The file; its folder is created when it is missing.</param>
    /// <exception cref="StorageException">The folder or the file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        StorageFault.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!, null);
        byte[] html = Encoding.UTF8.GetBytes(ToHtml());
        AtomicFile.Write(path, stream => stream.Write(html));
    }

    private static (string Value, string Name) TimeOf(TrainingHistory history) => (Duration(HistorySection.TimeOf(history)), "training time");

    private static (string Name, string Value)[] FactsOf(TrainingHistory history) =>
    [
        ("Device", history.Device),
        ("Seed", HistorySection.SeedOf(history)),
        ("Epochs", Count(history.Epochs.Count) + (history.BestEpoch > 0 ? $", the best was {Count(history.BestEpoch)}" : "")),
        ("Ended", history.StopReason switch
        {
            StopReason.Completed => "after the last epoch",
            StopReason.EarlyStopping => "early, when it no longer improved",
            StopReason.Cancelled or StopReason.Stopped => "on request",
            StopReason other => other.ToString(),
        }),
    ];

    private void WriteRuns(HtmlWriter html)
    {
        NamedRun[] runs = [.. _runs.Where(run => run.History.Epochs.Count > 0)];
        if (runs.Length > 0)
            HistorySection.Write(html, runs);
        else
            html.Element("p", "The run ended before its first epoch did.", ("class", "note"));
    }

    private void AddEvaluation(Evaluation evaluation, string setName)
    {
        _headlines.Insert(0, (Percent(evaluation.Accuracy), $"{setName} accuracy"));
        AddFact($"Log loss ({setName})", Number(evaluation.LogLoss));
        AddFact($"Rows ({setName})", Count(evaluation.Rows));
        _sections.Add(($"Confusion matrix ({setName})", html => EvaluationSection.Write(html, evaluation)));
    }

    private void WriteFacts(HtmlWriter html)
    {
        if (_headlines.Count > 0)
        {
            html.Open("div", ("class", "tiles"));
            foreach ((string value, string name) in _headlines)
                html.Open("div", ("class", "tile")).Element("b", value).Element("span", name).Close();
            html.Close();
        }
        if (_facts.Count > 0)
        {
            html.Open("section").Open("dl");
            foreach ((string name, string value) in _facts)
                html.Open("div").Element("dt", name).Element("dd", value).Close();
            html.Close().Close();
        }
    }

    private void WriteSections(HtmlWriter html)
    {
        if (_sections.Count > 1)
        {
            html.Open("nav");
            for (int i = 0; i < _sections.Count; i++)
                html.Element("a", _sections[i].Heading, ("href", $"#section-{i + 1}"));
            html.Close();
        }
        for (int i = 0; i < _sections.Count; i++)
        {
            html.Open("section", ("id", $"section-{i + 1}")).Element("h2", _sections[i].Heading);
            _sections[i].Write(html);
            html.Close();
        }
    }
}
