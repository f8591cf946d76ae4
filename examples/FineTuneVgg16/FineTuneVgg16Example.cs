using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDeep.Examples.FineTuneVgg16;

/// <summary>A folder of photos becomes a classifier that ML.NET saves, loads and predicts with.</summary>
internal sealed class FineTuneVgg16Example(FineTuneVgg16Settings settings)
{
    private readonly MLContext _mlContext = new(settings.Seed);

    public void Run(CancellationToken cancellation)
    {
        Directory.CreateDirectory(settings.Output);
        ImageFolder photos = _mlContext.DeepLearning.LoadImageFolder(settings.Data);
        (ImageFolder train, ImageFolder test) = photos.StratifiedSplit(settings.TestFraction, settings.Seed);
        Print($"{photos.Files.Count:N0} photos of {photos.Labels.Count} classes: {string.Join(", ", photos.Labels)}");

        Network backbone = Backbone();
        Stopwatch clock = Stopwatch.StartNew();
        TransformerChain<KeyToValueMappingTransformer> model = Pipeline(backbone, cancellation).Fit(train);
        TimeSpan time = clock.Elapsed;
        ConvNetTransformer trained = model.OfType<ConvNetTransformer>().Single();
        Print($"Trained on {trained.History!.Device} in {time.TotalSeconds:F0} s");

        MulticlassClassificationMetrics metrics = _mlContext.MulticlassClassification.Evaluate(model.Transform(test));
        Print($"{metrics.MicroAccuracy:P2} of {test.Files.Count:N0} test photos right");
        Print($"{metrics.ConfusionMatrix.GetFormattedConfusionTable()}");
        string path = Path.Combine(settings.Output, "model.zip");
        _mlContext.DeepLearning.SaveModel(model, train.Schema, path);
        _mlContext.DeepLearning.ExportToOnnx(model, train.Schema, Path.Combine(settings.Output, "model.onnx"), new() { Form = OnnxForm.Network });
        Print($"Model: {path}");
        if (metrics.MicroAccuracy * 100 < settings.MinimumAccuracy)
            throw new CheckFailedException(FormattableString.Invariant($"{metrics.MicroAccuracy:P2} right, at least {settings.MinimumAccuracy} % were expected."));
    }

    private Network Backbone()
    {
        if (settings.Weights is null && PackagedNetwork.Find(settings.Network) is { } packaged)
            return packaged.Load();
        var options = new ArchitectureOptions { Height = settings.Size, Width = settings.Size };
        if (settings.Weights is { } weights)
            return Networks.Create(settings.Network, options).LoadWeights(weights);
        PublishedWeights published = WeightCatalog.Find($"{settings.Network}-imagenet");
        return new ModelStore().CreateAsync(published, options).GetAwaiter().GetResult();
    }

    private EstimatorChain<KeyToValueMappingTransformer> Pipeline(Network backbone, CancellationToken cancellation) =>
        _mlContext.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(_mlContext.DeepLearning.PrepareImages(backbone))
            .Append(_mlContext.DeepLearning.FineTune(new FineTuneOptions
            {
                Progress = ProgressOutput.Auto,
                Network = backbone,
                Stages = settings.Unfreeze is { } layer
                    ? [FineTuneStage.Head(settings.Epochs), FineTuneStage.Unfreeze(layer, settings.UnfreezeEpochs)]
                    : [FineTuneStage.Head(settings.Epochs)],
                CacheFolder = settings.Cache,
                CheckpointFolder = settings.Checkpoints,
                Resume = settings.Checkpoints is not null,
                BatchSize = settings.BatchSize,
                Seed = settings.Seed,
                Device = settings.Device,
                Threads = settings.Threads,
                CancellationToken = cancellation,
            }))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("Class", "PredictedLabel"));

    private static void Print(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
