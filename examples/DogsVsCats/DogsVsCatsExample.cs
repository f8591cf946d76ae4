using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Examples.DogsVsCats;

/// <summary>Trains on a folder of photos in two ways and compares them.</summary>
/// <remarks>
/// Source of the comparison and of the convnet: Chollet, "Deep Learning with Python", 2017, sections 5.2 and 5.3.
/// </remarks>
internal sealed class DogsVsCatsExample(DogsVsCatsSettings settings)
{
    private readonly MLContext _mlContext = new(settings.Seed);

    public void Run(CancellationToken cancellation)
    {
        Directory.CreateDirectory(settings.Output);
        IDataView train = Photos("train"), validation = Photos("validation");
        if (settings.Mode is "transfer" or "both")
            Check("transfer", Transfer(train, validation, cancellation), settings.MinimumTransfer);
        if (settings.Mode is "scratch" or "both")
            Check("scratch", Scratch(train, validation, cancellation), settings.MinimumScratch);
    }

    // The new head is trained on the features of a network that has seen 1.2 million other photos.
    private double Transfer(IDataView train, IDataView validation, CancellationToken cancellation)
    {
        Backbone source = settings.Backbone;
        Network backbone = source.Load();
        if (backbone.Preprocessing is null)
        {
            Print($"{settings.Backbone} does not say what pixels it was trained on: torchvision's are taken.");
            backbone = backbone.WithPreprocessing(Networks.FindArchitecture("resnet18").Preprocessing);
        }

        return Fit("transfer", train, validation, _mlContext.DeepLearning.PrepareImages(backbone).Append(
            _mlContext.DeepLearning.FineTune(new FineTuneOptions
            {
                Progress = ProgressOutput.Auto,
                Network = backbone,
                Stages = [FineTuneStage.Head(settings.Epochs)],
                CacheFolder = settings.Cache,
                Seed = settings.Seed,
                Device = settings.Device,
                Threads = settings.Threads,
                CancellationToken = cancellation,
            })));
    }

    // A thousand photos are few: each is shown a little different every time.
    private double Scratch(IDataView train, IDataView validation, CancellationToken cancellation)
    {
        Network network = Networks.DogsVsCatsConvNet(dropout: 0.5f, seed: settings.Seed);
        return Fit("scratch", train, validation, _mlContext.DeepLearning.PrepareImages(network, new PrepareImagesOptions
        {
            Preprocessing = new ImagePreprocessing { Width = 150, Height = 150, Channels = 3 },
            AsBytes = true,
        }).Append(_mlContext.DeepLearning.BinaryConvNet(new BinaryConvNetOptions
        {
            Progress = ProgressOutput.Auto,
            Network = network,
            Epochs = settings.ScratchEpochs,
            BatchSize = 32,
            LearningRate = 0.001,
            Optimizer = new AdamWOptions(),
            Schedule = LearningRateSchedule.OneCycle(),
            Augmentation =
            [
                Augmentation.Mirror(), Augmentation.Rotate(15), Augmentation.Shift(0.1), Augmentation.Zoom(0.85, 1.2),
                Augmentation.Brightness(0.2), Augmentation.Contrast(0.2),
            ],
            Seed = settings.Seed,
            Device = settings.Device,
            Threads = settings.Threads,
            CancellationToken = cancellation,
        })));
    }

    private double Fit<T>(string name, IDataView train, IDataView validation, EstimatorChain<T> pipeline)
        where T : class, ITransformer
    {
        Stopwatch clock = Stopwatch.StartNew();
        TransformerChain<T> model = pipeline.Fit(train);
        TimeSpan time = clock.Elapsed;
        double accuracy = Accuracy(model, validation);
        string path = Path.Combine(settings.Output, $"{name}.zip");
        _mlContext.DeepLearning.SaveModel(model, train.Schema, path);
        _mlContext.DeepLearning.ExportToOnnx(model, train.Schema, Path.Combine(settings.Output, $"{name}.onnx"), new() { Form = OnnxForm.Network });
        double reloaded = Accuracy(_mlContext.DeepLearning.LoadModel(path, out _), validation);
        if (Math.Abs(accuracy - reloaded) > 1e-9)
            throw new CheckFailedException($"{name}: {accuracy:F2} % right before saving, {reloaded:F2} % after loading.");
        Print($"{name}: {accuracy:F2} % of the validation photos right, fitted in {time.TotalSeconds:F0} s; model: {path}");
        return accuracy;
    }

    private double Accuracy(ITransformer model, IDataView photos) =>
        _mlContext.BinaryClassification.Evaluate(model.Transform(photos)).Accuracy * 100;

    private IDataView Photos(string set)
    {
        ImageFolder folder = _mlContext.DeepLearning.LoadImageFolder(Path.Combine(settings.Data, set));
        Print($"{set}: {folder.Files.Count:N0} photos");
        return _mlContext.Data.LoadFromEnumerable(folder.Files.Select(file => new Photo { ImagePath = file.ImagePath, Label = file.Label == "dog" }).ToArray());
    }

    private static void Check(string name, double accuracy, double minimum)
    {
        if (accuracy < minimum)
            throw new CheckFailedException(FormattableString.Invariant($"{name}: {accuracy:F2} % right, at least {minimum} % were expected."));
    }

    private static void Print(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
