using System.Globalization;
using System.Xml.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class TrainingReportTests
{
    private static readonly MLContext _context = new(1);

    [Fact]
    public void A_full_report_is_one_self_contained_document()
    {
        Network network = SmallNetwork();
        string html = new TrainingReport("Digits", "A test run")
            .AddEvaluation(Scored())
            .AddHistory(History())
            .AddNetwork(network)
            .AddFilters(network)
            .AddFeatureMaps(network, ReportImage.FromPlanar(IdxBytes.Pattern(64), 1, 8, 8))
            .ToHtml();

        ReportPage.AssertSelfContained(html);
        XElement root = ReportPage.Parse(html);
        Assert.Equal("html", root.Name.LocalName);
        Assert.Equal(
            ["Confusion matrix (test)", "Worst mistakes", "Training", "Network", "Learned filters", "Feature maps"],
            root.Descendants("h2").Select(h => h.Value));
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.Contains("width=device-width", html, StringComparison.Ordinal);

        // Mistakes, filters, the picture, maps of the first and of the second convolution.
        (int, int)[] sizes = [.. ReportPage.Pictures(root).Select(png => (png.Width, png.Height))];
        Assert.Equal(
            [(3, 2), (3, 2), .. Enumerable.Repeat((3, 3), 4), (8, 8), .. Enumerable.Repeat((6, 6), 4), .. Enumerable.Repeat((2, 2), 6)], sizes);
        Assert.Equal("cpu", ReportPage.Fact(root, "Device"));
        Assert.Equal("42", ReportPage.Fact(root, "Seed"));
        Assert.Contains("24 s", root.Descendants("b").Select(b => b.Value));
        Assert.Contains("217", root.Descendants("tfoot").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_evaluation_counts_and_ranks()
    {
        XElement root = ReportPage.Parse(new TrainingReport("Digits").AddEvaluation(Scored()).ToHtml());
        XElement[] tables = [.. root.Descendants("table")];

        Assert.Equal(["0|2|·|1", "1|·|1|·", "2|·|1|·"], ReportPage.Rows(tables[0]));
        Assert.Equal(["0|3|100.00 %|66.67 %", "1|1|50.00 %|100.00 %", "2|1|0.00 %|0.00 %"], ReportPage.Rows(tables[1]));
        Assert.Equal("60.00 %", root.Descendants("b").First().Value);
        Assert.Contains("3 of 5 rows right (60.00 %), 2 mistakes; 1 row without a label left out.", root.Value, StringComparison.Ordinal);
        Assert.Equal(
            ["2 taken for 1 (90.0 %), row 4", "0 taken for 2 (50.0 %), row 2"], root.Descendants("figcaption").Select(f => f.Value));
        Assert.Equal([11, 21, 31, 41, 51, 61], ReportPage.Pictures(root)[0].Pixels);

        double logLoss = -(Math.Log(0.8f) + Math.Log(0.7f) + Math.Log(0.3f) + Math.Log(0.6f) + Math.Log(0.05f)) / 5;
        Assert.Equal(logLoss, double.Parse(ReportPage.Fact(root, "Log loss (test)"), CultureInfo.InvariantCulture), 2);
    }

    [Fact]
    public void Two_classes_are_read_from_a_probability()
    {
        IDataView rows = _context.Data.LoadFromEnumerable<BinaryRow>(
        [
            new() { Label = true, Probability = 0.9f }, new() { Label = true, Probability = 0.5f },
            new() { Label = false, Probability = 0.1f }, new() { Label = false, Probability = 0.75f },
        ]);
        XElement root = ReportPage.Parse(new TrainingReport("Pets")
            .AddEvaluation(rows, new ReportEvaluationOptions { ClassNames = ["cat", "dog"] }).ToHtml());
        Assert.Equal(["cat|1|1", "dog|1|1"], ReportPage.Rows(root.Descendants("table").First()));
        Assert.Equal(
            ["cat taken for dog (75.0 %), row 3", "dog taken for cat (50.0 %), row 1"], root.Descendants("figcaption").Select(f => f.Value));
    }

    [Fact]
    public void A_picture_shows_the_colours_that_the_photo_had()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("red.png"), ReportImage.FromInterleaved([.. Enumerable.Repeat<byte[]>([250, 20, 60], 64).SelectMany(p => p)], 3, 8, 8).ToPng());
        IDataView rows = _context.Data.LoadFromEnumerable([new PhotoRow { Image = folder.File("red.png"), Label = true, Probability = 0.1f }]);
        IDataView prepared = _context.DeepLearning.PrepareImages(new PrepareImagesOptions
        {
            InputColumnName = "Image",
            OutputColumnName = "Pixels",
            Preprocessing = new ImagePreprocessing
            {
                Width = 8,
                Height = 8,
                Channels = 3,
                Scale = 1,
                Mean = [103, 116, 123],
                ColorOrder = ColorOrder.Bgr,
            },
        }).Fit(rows).Transform(rows);

        XElement root = ReportPage.Parse(new TrainingReport("Pets").AddEvaluation(prepared).ToHtml());
        Assert.Equal([250, 20, 60], Assert.Single(ReportPage.Pictures(root)).Pixels.Take(3));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(40)]
    [InlineData(41)]
    public void Many_classes_have_a_wide_matrix_and_very_many_a_picture(int classes)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(ScoredRow));
        schema["Label"].ColumnType = new KeyDataViewType(typeof(uint), classes);
        schema["Score"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classes);
        float[] Sure(int of) => [.. Enumerable.Range(0, classes).Select(c => c == of ? 1f : 0f)];
        IDataView rows = _context.Data.LoadFromEnumerable<ScoredRow>(
            [new() { Image = new byte[6], Label = 0, Score = Sure(0) }, new() { Image = new byte[6], Label = 2, Score = Sure(1) }], schema);
        XElement root = ReportPage.Parse(new TrainingReport("Animals").AddEvaluation(rows, new ReportEvaluationOptions
        {
            ClassNames = [.. Enumerable.Range(0, classes).Select(c => $"animal {c}")],
            MaximumMistakes = 0,
        }).ToHtml());

        XElement[] tables = [.. root.Descendants("table")];
        if (classes <= 40)
        {
            Assert.Equal("confusion wide", tables[0].Attribute("class")!.Value);
            Assert.Equal(["animal 0|1", "animal 1|·", "animal 2|·"], ReportPage.Rows(tables[0]).Take(3).Select(r => string.Join('|', r.Split('|').Take(2))));
        }
        else
        {
            PngPicture matrix = Assert.Single(ReportPage.Pictures(root));
            Assert.Equal((classes, classes), (matrix.Width, matrix.Height));
            // Right answers are blue, mistakes orange, nothing is pale.
            Assert.Equal([42, 120, 214], matrix.Pixels.Take(3));
            Assert.Equal([214, 90, 37], matrix.Pixels.Skip(((2 * classes) + 1) * 3).Take(3));
            Assert.Equal([238, 236, 230], matrix.Pixels.Skip(3).Take(3));
        }
        Assert.Contains("animal 2|animal 1|1", tables.SelectMany(ReportPage.Rows));
        Assert.Equal(classes, ReportPage.Rows(tables[^1]).Count);
    }

    [Fact]
    public void The_metric_is_named_for_what_it_is()
    {
        TrainingHistory history = new([new EpochRecord(1, 30, 4.5, null, null, 0.1, TimeSpan.Zero)], 1, StopReason.Completed, 7, "cpu")
        {
            MetricName = "mean absolute error",
        };
        XElement root = ReportPage.Parse(new TrainingReport("Prices").AddHistory(history).ToHtml());
        Assert.Equal(["Loss", "Mean absolute error", "Learning rate"], root.Descendants("figcaption").Select(f => f.Value));
        Assert.Contains("epoch 1, training: 4.5", root.Descendants("title").Select(t => t.Value));
        XElement share = ReportPage.Parse(new TrainingReport("Digits").AddHistory(History()).ToHtml());
        Assert.Contains("epoch 2, validation: 97.5 %", share.Descendants("title").Select(t => t.Value));
    }

    [Fact]
    public void Several_runs_lie_over_each_other()
    {
        TrainingHistory longer = new(
            [.. Enumerable.Range(1, 3).Select(e => new EpochRecord(e, 1.0 / e, 0.5, null, null, 0.1, TimeSpan.FromSeconds(1)))], 0, StopReason.Stopped, 9, "cpu")
        {
            MetricName = "accuracy",
        };
        TrainingReport report = new TrainingReport("Digits").AddHistory(History(), "batch 32").AddHistory(longer);
        XElement root = ReportPage.Parse(report.ToHtml());

        Assert.Equal(
            ["Training loss", "Validation loss", "Accuracy, training", "Accuracy, validation", "Learning rate"],
            root.Descendants("figcaption").Select(f => f.Value));
        XElement[] loss = [.. root.Descendants("svg").First().Descendants("polyline")];
        Assert.Equal([2, 3], loss.Select(line => line.Attribute("points")!.Value.Split(' ').Length));
        Assert.Equal(
            ["batch 32|2|2|0.08|Accuracy 97.5 %|24 s|42|cpu", "run 2|3|–|0.3333|Accuracy 50 %|3.0 s|9|cpu"],
            ReportPage.Rows(root.Descendants("table").Single()));
        Assert.Empty(root.Descendants("dt"));
        Assert.Contains("'batch 32'", Assert.Throws<ArgumentException>(() => report.AddHistory(longer, "batch 32")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_filter_has_a_scale_of_its_own()
    {
        Network network = SmallNetwork();
        network = network.WithTensors(
        [
            NetworkTensor.Create("first.weight", [.. new float[9].Select((_, i) => i == 0 ? 1f : 0), .. new float[9].Select((_, i) => i == 0 ? 1e-4f : 0), .. new float[18]], 4, 1, 3, 3),
        ]);
        PngPicture[] pictures = [.. ReportPage.Pictures(ReportPage.Parse(new TrainingReport("Digits").AddFilters(network).ToHtml()))];
        Assert.Equal([42, 120, 214], pictures[0].Pixels.Take(3));
        Assert.Equal(pictures[0].Pixels, pictures[1].Pixels);
        Assert.Equal([238, 236, 230], pictures[2].Pixels.Take(3));
    }

    [Theory]
    [InlineData(ColorOrder.Rgb, 255, 0)]
    [InlineData(ColorOrder.Bgr, 0, 255)]
    public void Filters_have_the_colours_that_they_look_for(ColorOrder order, byte red, byte blue)
    {
        Network network = Network.Input(3, 8, 8).Conv2D(1, 1, init: Initializer.Values(1, 0, 0)).Flatten().Dense(2).Build()
            .WithPreprocessing(new ImagePreprocessing { ColorOrder = order });
        PngPicture picture = Assert.Single(ReportPage.Pictures(ReportPage.Parse(new TrainingReport("Photos").AddFilters(network).ToHtml())));
        Assert.Equal([red, 0, blue], picture.Pixels);
    }

    [Fact]
    public void Only_the_surest_mistakes_are_kept()
    {
        ReportEvaluationOptions options = new() { MaximumMistakes = 1 };
        XElement root = ReportPage.Parse(new TrainingReport("Digits").AddEvaluation(Scored(), options).ToHtml());
        Assert.Equal(["2 taken for 1 (90.0 %), row 4"], root.Descendants("figcaption").Select(f => f.Value));
    }

    [Fact]
    public void Texts_are_encoded()
    {
        const string Hostile = "<script>alert('1')</script>&\"\u0000\uD800";
        string html = new TrainingReport(Hostile, Hostile).AddFact(Hostile, Hostile).AddHeadline(Hostile, Hostile)
            .AddEvaluation(Scored(), new ReportEvaluationOptions { ClassNames = [Hostile, "۱", "é"], SetName = Hostile })
            .AddImages(Hostile, [(ReportImage.FromPlanar([1], 1, 1, 1), Hostile)], Hostile)
            .ToHtml();

        ReportPage.AssertSelfContained(html);
        XElement root = ReportPage.Parse(html);
        Assert.Equal(Hostile.Replace('\0', '\uFFFD').Replace('\uD800', '\uFFFD'), root.Descendants("h1").Single().Value);
        Assert.Contains(root.Descendants("th"), th => th.Value == "۱");
    }

    [Fact]
    public void The_culture_does_not_change_a_report()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string expected = Make();
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            Assert.Equal(expected, Make());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static string Make() => new TrainingReport("Digits").AddHistory(History()).AddEvaluation(Scored()).AddNetwork(SmallNetwork()).ToHtml();
    }

    [Fact]
    public void Curves_survive_values_that_are_not_numbers()
    {
        TrainingHistory history = new(
            [
                new EpochRecord(1, double.NaN, null, double.PositiveInfinity, null, 0.1, TimeSpan.Zero),
                new EpochRecord(2, 0.5, null, null, null, 0.1, TimeSpan.Zero),
            ],
            2, StopReason.EarlyStopping, 7, "cpu");
        XElement root = ReportPage.Parse(new TrainingReport("Digits").AddHistory(history).ToHtml());
        Assert.DoesNotContain("NaN", root.Descendants("svg").First().ToString(), StringComparison.Ordinal);
        Assert.Equal(["Loss", "Learning rate"], root.Descendants("figcaption").Select(f => f.Value));
    }

    [Fact]
    public void Feature_maps_need_a_picture_of_the_input_size()
    {
        ShapeException error = Assert.Throws<ShapeException>(() =>
            new TrainingReport("Digits").AddFeatureMaps(SmallNetwork(), ReportImage.FromPlanar(new byte[49], 1, 7, 7)));
        Assert.Contains("1, 7, 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("1, 8, 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_without_convolutions_have_no_filters_and_maps()
    {
        Network network = Network.Input(1, 4, 4).Flatten().Dense(3).Softmax().Build();
        string html = new TrainingReport("Digits").AddFilters(network).AddFeatureMaps(network, ReportImage.FromPlanar(new byte[16], 1, 4, 4)).ToHtml();
        Assert.Empty(ReportPage.Parse(html).Descendants("section"));
    }

    [Fact]
    public void A_missing_or_wrong_column_is_named()
    {
        ColumnException missing = Assert.Throws<ColumnException>(() =>
            new TrainingReport("Digits").AddEvaluation(Scored(), new ReportEvaluationOptions { LabelColumnName = "Truth" }));
        Assert.Contains("'Truth'", missing.Message, StringComparison.Ordinal);
        ColumnException wrong = Assert.Throws<ColumnException>(() =>
            new TrainingReport("Digits").AddEvaluation(Scored(), new ReportEvaluationOptions { LabelColumnName = "Image" }));
        Assert.Contains("'Image'", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_bad_options_are_told_together() => Assert.Equal(3, Assert.Throws<OptionsException>(() => new TrainingReport("Digits").AddEvaluation(
        Scored(), new ReportEvaluationOptions { LabelColumnName = " ", MaximumMistakes = -1, ClassNames = [] })).Problems.Count);

    [Fact]
    public void Saving_leaves_one_whole_file()
    {
        using TemporaryFolder folder = new();
        string path = folder.File(Path.Combine("new", "report.html"));
        TrainingReport report = new("Digits");
        report.Save(path);
        report.AddFact("a", "b").Save(path);
        Assert.Equal(report.ToHtml(), File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_report_that_cannot_be_saved_leaves_nothing()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("report.html"));
        Exception? error = Record.Exception(() => new TrainingReport("Digits").Save(folder.File("report.html")));
        Assert.IsType<StorageException>(error);
        string file = folder.File("a file");
        File.WriteAllText(file, "");
        StorageException below = Assert.Throws<StorageException>(() => new TrainingReport("Digits").Save(Path.Combine(file, "report.html")));
        Assert.Contains($"'{file}' is a file, not a folder", below.Message);
        StorageException itself = Assert.Throws<StorageException>(() => new TrainingReport("Digits").Save(Path.Combine(file, "new", "report.html")));
        Assert.Contains($"'{file}' is a file, not a folder", itself.Message);
        File.Delete(file);
        Assert.Empty(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    private static Network SmallNetwork() => Network.Input(1, 8, 8)
        .Conv2D(4, 3, name: "first").ReLU().MaxPool2D(2).Conv2D(6, 2, name: "second").ReLU().Flatten().Dense(3).Softmax().Build(seed: 1);

    private static TrainingHistory History() => new(
        [
            new EpochRecord(1, 0.25, 0.91, 0.125, 0.96, 0.001, TimeSpan.FromSeconds(12.5)),
            new EpochRecord(2, 0.1, 0.97, 0.08, 0.975, 0.0005, TimeSpan.FromSeconds(11.5)),
        ],
        2, StopReason.Completed, 42, "cpu")
    { MetricName = "accuracy" };

    // Objects hold key values from 0 on; one that is out of range is a missing label.
    private static IDataView Scored() => _context.Data.LoadFromEnumerable<ScoredRow>(
    [
        new() { Image = [1, 2, 3, 4, 5, 6], Label = 0, Score = [0.8f, 0.1f, 0.1f] },
        new() { Image = [1, 2, 3, 4, 5, 6], Label = 0, Score = [0.7f, 0.2f, 0.1f] },
        new() { Image = [10, 20, 30, 40, 50, 60], Label = 0, Score = [0.3f, 0.2f, 0.5f] },
        new() { Image = [1, 2, 3, 4, 5, 6], Label = 1, Score = [0.2f, 0.6f, 0.2f] },
        new() { Image = [11, 21, 31, 41, 51, 61], Label = 2, Score = [0.05f, 0.9f, 0.05f] },
        new() { Image = [1, 2, 3, 4, 5, 6], Label = 9, Score = [0.8f, 0.1f, 0.1f] },
    ]);
}
