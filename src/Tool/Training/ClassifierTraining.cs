using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlNetDeep.Tool.Output;
using MlNetDeep.Tool.Runs;

namespace MlNetDeep.Tool.Training;

/// <summary>The pipeline that <c>mlnetdeep train</c> fits: ordinary ML.NET, with a trainer of this library at its end.</summary>
internal sealed class ClassifierTraining(MLContext mlContext, TrainSettings settings, Terminal terminal, RunLimit limit)
{
    private const int HeadEpochs = 10;
    private const int ScratchEpochs = 30;

    private Network? _best;

    /// <summary>The fitted pipeline, from a path to the name of a class.</summary>
    public TransformerChain<ITransformer> Fit(IDataView train, IDataView validation, string model, ImageAudit audit, string? checkpoints, bool resume)
    {
        IEstimator<ITransformer> labels = mlContext.Transforms.Conversion.MapValueToKey(
            "Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        IEstimator<ITransformer> pipeline = model == TrainSettings.FromScratch
            ? FromScratch(labels, validation, audit, checkpoints, resume)
            : Transfer(labels, validation, model, checkpoints, resume);
        ITransformer fitted = pipeline.Fit(train);
        ConvNetTransformer network = fitted.ConvNet();
        if (network.History?.StopReason == StopReason.Stopped && _best is { } best)
        {
            // What is kept is the best epoch, not the one that was interrupted.
            fitted = fitted.WithConvNet(new ConvNetTransformer(mlContext, best, network.Options, network.History));
            network.Dispose();
        }

        // Class names in place of keys.
        ITransformer names = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(fitted.Transform(train));
        return new TransformerChain<ITransformer>([.. fitted.Parts(), names]);
    }

    private IEstimator<ITransformer> Transfer(
        IEstimator<ITransformer> labels, IDataView validation, string model, string? checkpoints, bool resume)
    {
        Network backbone = Backbones.Load(model, settings.ImageSize, terminal.Warn);
        FineTuneOptions options = new()
        {
            Network = backbone,
            Epochs = settings.Epochs ?? HeadEpochs,
            EarlyStopping = new EarlyStoppingOptions { Patience = 5 },
        };
        return labels.Append(mlContext.DeepLearning.PrepareImages(backbone)).Append(mlContext.DeepLearning.FineTune(AsAsked(options, checkpoints, resume)), validation);
    }

    private IEstimator<ITransformer> FromScratch(
        IEstimator<ITransformer> labels, IDataView validation, ImageAudit audit, string? checkpoints, bool resume)
    {
        int side = settings.ImageSize ?? Backbones.SideOf(audit), channels = audit.Images.All(i => i.Channels == 1) ? 1 : 3;
        int classes = audit.Counts.Values.First().Count;
        Network network = Networks.SmallImageConvNet(channels, side, side, classes, settings.Seed);
        ConvNetOptions options = new()
        {
            Network = network,
            Epochs = settings.Epochs ?? ScratchEpochs,
            LearningRate = 0.003,
            Optimizer = new AdamWOptions(),
            Schedule = LearningRateSchedule.OneCycle(),
            Augmentation = [Augmentation.Shift(0.1), Augmentation.Rotate(10), Augmentation.Zoom(0.9, 1.1)],
            EarlyStopping = new EarlyStoppingOptions { Patience = 10 },
        };
        return labels.Append(mlContext.DeepLearning.PrepareImages(network, new PrepareImagesOptions
        {
            Preprocessing = new ImagePreprocessing { Width = side, Height = side, Channels = channels, ColorOrder = channels == 1 ? ColorOrder.Gray : ColorOrder.Rgb, Fit = ImageFit.Pad },
            AsBytes = true,
        })).Append(mlContext.DeepLearning.ConvNet(AsAsked(options, checkpoints, resume)), validation);
    }

    // What was asked for means the same for both trainers.
    private T AsAsked<T>(T options, string? checkpoints, bool resume)
        where T : LabelTrainerOptions
    {
        LabelTrainerOptions shared = options;
        return (T)(shared with
        {
            BatchSize = settings.BatchSize,
            LearningRate = settings.LearningRate ?? options.LearningRate,
            Seed = settings.Seed,
            Device = settings.Device,
            Threads = settings.Threads,
            Progress = ProgressOutput.None,
            OnBatchEnd = OnBatchEnd,
            OnEpochEnd = OnEpochEnd,
            CheckpointFolder = checkpoints,
            Resume = resume,
            CancellationToken = limit.Abort,
        });
    }

    private void OnBatchEnd(BatchEndArguments batch)
    {
        if (limit.IsReached)
            batch.Stop();
    }

    private void OnEpochEnd(EpochEndArguments epoch)
    {
        EpochRecord r = epoch.Record;
        terminal.Say(FormattableString.Invariant(
            $"  epoch {r.Epoch,3}   loss {r.Loss:F4}   validation loss {r.ValidationLoss:F4}   accuracy {r.ValidationMetric * 100:F2} %   {r.Duration.TotalSeconds:F1} s{(epoch.IsBest ? "   best" : "")}"));
        if (epoch.IsBest)
            _best = epoch.Snapshot();
    }
}
