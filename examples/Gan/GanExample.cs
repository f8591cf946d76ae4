using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace MlNetDeep.Examples.Gan;

/// <summary>Trains a GAN on digits, saves and reloads it, draws new digits and has a classifier judge them.</summary>
internal sealed class GanExample(GanSettings settings)
{
    private const int Samples = 1000;
    private const int Classes = 10;
    private const int PictureColumns = 10;

    // Of 100 on average.
    private const int FewestOfAClass = 50;
    private const int MostOfAClass = 150;
    private const double ClassifierAccuracy = 0.985;

    private readonly MLContext _mlContext = new(settings.Seed);

    public void Run(CancellationToken cancellation)
    {
        DigitFiles files = DigitFiles.Find(settings.Data);
        Directory.CreateDirectory(settings.Output);
        IDataView digits = _mlContext.DeepLearning.LoadIdx(files.TrainImages, files.TrainLabels);
        if (settings.Rows > 0)
            digits = _mlContext.Data.TakeRows(digits, settings.Rows);
        IDataView train = _mlContext.Transforms.Conversion
            .MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(digits).Transform(digits);
        using ConvNetTransformer classifier = Classifier(files, train, cancellation);

        Stopwatch clock = Stopwatch.StartNew();
        string path = Path.Combine(settings.Output, "model.zip");
        using (GeneratorTransformer trained = _mlContext.DeepLearning.Gan(Options(cancellation)).Fit(train))
        {
            _mlContext.DeepLearning.SaveModel(trained, train.Schema, path);
            trained.Discriminator!.Save(Path.Combine(settings.Output, "discriminator.onnx"));
        }

        TimeSpan time = clock.Elapsed;
        Print($"Trained in {time.TotalSeconds:F0} s; model: {path}");

        // From here on, everything comes from the file alone.
        using var model = (GeneratorTransformer)_mlContext.DeepLearning.LoadModel(path, out _);
        string onnx = Path.Combine(settings.Output, "generator.onnx");
        model.Generator.Save(onnx);
        string picture = Path.Combine(settings.Output, "digits.png");
        _mlContext.DeepLearning.SaveImageGrid(_mlContext.DeepLearning.Sample(model, PictureColumns * PictureColumns, settings.Seed), "Image", picture, PictureColumns);
        Print($"Drew {picture}");

        string result = Judge(model, classifier, train);
        using var scored = new GeneratorTransformer(_mlContext, Network.Load(onnx), model.Options);
        string again = Judge(scored, classifier, train);
        if (result != again)
            throw new CheckFailedException($"The model gives '{result}', its ONNX file '{again}'.");
        Print($"GAN: {result}, trained in {time.TotalSeconds:F0} s; picture: {picture}");
    }

    private GanOptions Options(CancellationToken cancellation) => new()
    {
        Progress = ProgressOutput.Auto,
        LabelColumnName = settings.IsConditional ? "Label" : null,
        Epochs = settings.Epochs,
        BatchSize = settings.BatchSize,
        Filters = settings.Filters,
        Loss = GanLoss.Hinge,
        SpectralNormalization = true,
        GeneratorOptimizer = new AdamOptions { Beta1 = 0 },
        DiscriminatorOptimizer = new AdamOptions { Beta1 = 0 },
        LearningRate = settings.LearningRate,
        DiscriminatorLearningRate = 2 * settings.LearningRate,
        WeightAverage = 0.9995,
        Schedule = LearningRateSchedule.Cosine(),
        GridFolder = Path.Combine(settings.Output, "epochs"),
        Seed = settings.Seed,
        Device = settings.Device,
        Threads = settings.Threads,
        CancellationToken = cancellation,
    };

    private string Judge(GeneratorTransformer model, ConvNetTransformer classifier, IDataView train)
    {
        IDataView samples = _mlContext.DeepLearning.Sample(model, Samples, settings.Seed);
        using var untrained = new GeneratorTransformer(
            _mlContext, Networks.DcganGenerator(28, 1, filters: settings.Filters, classes: settings.IsConditional ? Classes : 0, seed: settings.Seed), model.Options);
        IDataView real = _mlContext.Data.TakeRows(train, Samples);
        double distance = Distance(real, samples, classifier);
        double before = Distance(real, _mlContext.DeepLearning.Sample(untrained, Samples, settings.Seed), classifier);
        if (distance > settings.LargestDistance / 100 * before)
            throw new CheckFailedException(FormattableString.Invariant($"The Fréchet distance is {distance:F1}, that of an untrained generator {before:F1}; {settings.LargestDistance} % of it at most were expected."));
        string distances = FormattableString.Invariant($"Fréchet distance {distance:F1} (untrained {before:F1})");
        if (!settings.IsConditional)
        {
            ClassBalance balance = _mlContext.DeepLearning.EvaluateBalance(samples, classifier);
            string counts = string.Join(" ", balance.Classes.Select(c => c.Count));
            if (balance.Classes.Any(c => c.Count is < FewestOfAClass or > MostOfAClass))
                throw new CheckFailedException($"Of {Samples} digits, {counts} are of the classes 0 to 9; {FewestOfAClass} to {MostOfAClass} of each were expected.");
            return $"{counts} of {Samples} digits in the classes 0 to 9, {distances}";
        }

        double accuracy = _mlContext.DeepLearning.EvaluateConditional(samples, classifier).Accuracy * 100;
        if (accuracy < settings.MinimumAccuracy)
            throw new CheckFailedException(FormattableString.Invariant($"{accuracy:F1} % of the digits are taken for their class, at least {settings.MinimumAccuracy} % were expected."));
        return FormattableString.Invariant($"{accuracy:F1} % of {Samples} digits taken for their class, {distances}");
    }

    private double Distance(IDataView real, IDataView generated, ConvNetTransformer classifier) =>
        _mlContext.DeepLearning.EvaluateGenerated(real, generated, classifier.Network).FrechetDistance;

    private ConvNetTransformer Classifier(DigitFiles files, IDataView train, CancellationToken cancellation)
    {
        if (settings.Classifier is { } path)
        {
            return _mlContext.DeepLearning.LoadModel(path, out _) switch
            {
                ConvNetTransformer model => model,
                IEnumerable<ITransformer> chain => chain.OfType<ConvNetTransformer>().Single(),
                ITransformer other => throw new CheckFailedException($"{path} holds a {other.GetType().Name}, not a classifier."),
            };
        }

        ConvNetTransformer classifier = _mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Progress = ProgressOutput.Auto,
            Network = Networks.MnistConvNet(Classes, settings.Seed),
            Epochs = 4,
            BatchSize = 128,
            LearningRate = 0.003,
            Optimizer = new AdamWOptions(),
            Schedule = LearningRateSchedule.OneCycle(),
            Seed = settings.Seed,
            Device = settings.Device,
            Threads = settings.Threads,
            CancellationToken = cancellation,
        }).Fit(train);
        IDataView test = _mlContext.DeepLearning.LoadIdx(files.TestImages, files.TestLabels);
        test = _mlContext.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(test).Transform(test);
        double accuracy = _mlContext.MulticlassClassification.Evaluate(classifier.Transform(test)).MicroAccuracy;
        Print($"The classifier that judges gets {accuracy:P2} of the test digits right");
        _mlContext.DeepLearning.SaveModel(classifier, train.Schema, Path.Combine(settings.Output, "classifier.zip"));
        return settings.Rows > 0 || accuracy >= ClassifierAccuracy
            ? classifier
            : throw new CheckFailedException(FormattableString.Invariant($"The classifier gets {accuracy:P2} right, too few to judge by."));
    }

    private static void Print(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
