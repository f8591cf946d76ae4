using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Tool.Data;
using MlNetDeep.Tool.Output;
using MlNetDeep.Tool.Runs;
using MlNetDeep.Tool.Training;
using Spectre.Console;

namespace MlNetDeep.Tool.Commands;

/// <summary><c>mlnetdeep train FOLDER</c>.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        Argument<string?> data = new("data") { Description = "A folder with a folder of images for each class (or train and validation with these inside), a list of images (.csv, .tsv, .txt), or a .zip.", Arity = ArgumentArity.ZeroOrOne };
        Option<string> output = new("--out") { Description = "Where runs are kept.", DefaultValueFactory = _ => "runs" };
        Option<string?> name = new("--name") { Description = "The name of the run. Default: train1, train2, ..." };
        Option<string?> model = new("--model") { Description = $"A packaged network, an .onnx file, an architecture whose published weights are taken, or '{TrainSettings.FromScratch}' for one from scratch. Default: chosen by the images." };
        Option<int?> epochs = new("--epochs") { Description = "Passes over the images. Default: 10 on a trained backbone, 30 from scratch." };
        Option<int?> imageSize = new("--image-size") { Description = "Height and width of the images. Default: what the network was made for." };
        Option<int?> batchSize = new("--batch-size") { Description = "Images a step. Default: 32." };
        Option<double?> learningRate = new("--learning-rate") { Description = "Default: the trainer's own." };
        Option<double?> fraction = new("--validation-fraction") { Description = "The share of each class that is kept for validation, where the data has no such part. Default: 0.2." };
        Option<int?> seed = new("--seed") { Description = "Seed of split, weights, order, augmentation and dropout. Default: 1." };
        Option<string?> device = new("--device") { Description = "cpu, cuda, cuda:1 or auto. Default: auto." };
        Option<int?> threads = new("--threads") { Description = "CPU threads; 0 for one per processor. Default: 0." };
        Option<double?> maxTime = new("--max-time") { Description = "Seconds after which training stops with the best so far." };
        Option<bool?> strict = new("--strict") { Description = "Treat warnings about the data as errors." };
        Option<string?> config = new("--config") { Description = "A file of options, such as the options.json of an earlier run; what the command line says wins." };
        Option<string?> resume = new("--resume") { Description = "The folder of an interrupted run to go on with." };
        Command command = new("train", "Trains a classifier on a folder of images and writes model, ONNX file and report.")
        {
            data, output, name, model, epochs, imageSize, batchSize, learningRate, fraction, seed, device, threads, maxTime, strict, config, resume,
        };
        command.SetTool((a, terminal) =>
        {
            RunFolder? earlier = a.GetValue(resume) is { } folder ? RunFolder.Open(folder) : null;
            TrainSettings settings = a.GetValue(config) is { } file ? RunFolder.ReadSettings(file)
                : earlier is not null ? RunFolder.ReadSettings(earlier.Settings) : new TrainSettings();
            settings = settings with
            {
                Version = TrainSettings.CurrentVersion,
                Data = a.GetValue(data) is { } path ? Path.GetFullPath(path) : settings.Data,
                Model = a.GetValue(model) ?? settings.Model,
                Epochs = a.GetValue(epochs) ?? settings.Epochs,
                ImageSize = a.GetValue(imageSize) ?? settings.ImageSize,
                BatchSize = a.GetValue(batchSize) ?? settings.BatchSize,
                LearningRate = a.GetValue(learningRate) ?? settings.LearningRate,
                ValidationFraction = a.GetValue(fraction) ?? settings.ValidationFraction,
                Seed = a.GetValue(seed) ?? settings.Seed,
                Device = a.GetValue(device) ?? settings.Device,
                Threads = a.GetValue(threads) ?? settings.Threads,
                MaxTime = a.GetValue(maxTime) ?? settings.MaxTime,
                Strict = a.GetValue(strict) ?? settings.Strict,
            };
            if (settings.Data is null)
                throw new UsageException("Give the folder of images: mlnetdeep train FOLDER.");
            if (settings.ValidationFraction is not (> 0 and < 1))
                throw new UsageException(FormattableString.Invariant($"--validation-fraction must lie between 0 and 1, but is {settings.ValidationFraction}."));
            return Run(settings, earlier, a.GetValue(output)!, a.GetValue(name), terminal);
        });
        return command;
    }

    private static int Run(TrainSettings settings, RunFolder? earlier, string output, string? name, Terminal terminal)
    {
        var clock = Stopwatch.StartNew();
        using var limit = new RunLimit(settings.MaxTime is { } seconds ? TimeSpan.FromSeconds(seconds) : null, terminal.Say);
        MLContext mlContext = terminal.Context(settings.Seed);
        RunFolder run = earlier ?? RunFolder.Create(output, name, "train");
        terminal.Say($"Run:    {run.Path}");
        run.Write("options.json", settings);
        DataSource source = DataSource.Open(mlContext, settings.Data!, run["images"]);
        ImageAudit audit = mlContext.DeepLearning.AuditImages(source.Parts, new ImageAuditOptions { CancellationToken = limit.Abort });
        terminal.Say(FormattableString.Invariant($"Data:   {source.Kind} in {source.Root}: {audit.Images.Count:N0} images of {audit.Counts.Values.First().Count} classes"));
        AuditText.Show(audit, terminal);
        run.Write("audit.json", new { audit.Counts, audit.Findings });
        if (settings.Strict && audit.Worst >= AuditSeverity.Warning)
        {
            terminal.Error($"The data has warnings, and --strict was given; all of them are in {run["audit.json"]}.");
            return ExitCodes.Data;
        }

        TrainingData parts = TrainingData.Make(mlContext, source, audit, settings, run);
        (string model, string reason) = settings.Model is { } chosen ? (chosen, "as asked") : Backbones.Choose(audit);
        terminal.Say($"Model:  {model} ({reason})");
        terminal.Say(FormattableString.Invariant($"Parts:  {parts.Train.Files.Count:N0} images for training, {parts.Validation.Files.Count:N0} for validation"));
        var training = new ClassifierTraining(mlContext, settings, terminal, limit);
        terminal.Say(model == TrainSettings.FromScratch ? "Training:" : "Training a new head on the features of each image, which are computed once:");
        TransformerChain<ITransformer> fitted = training.Fit(parts.Train, parts.Validation, model, audit, run["checkpoints"], earlier is not null);

        TrainResult result = new RunWriter(mlContext, run, settings, terminal).Write(fitted, model, source, parts, audit, clock.Elapsed);
        terminal.Result(result, console =>
        {
            console.WriteLine();
            console.WriteLine(FormattableString.Invariant($"{result.Accuracy * 100:F2} % of {result.Images:N0} {result.Part} images right, in {clock.Elapsed.TotalSeconds:F0} s."));
            console.WriteLine($"Model:  {run.Model}");
            console.WriteLine($"ONNX:   {run.Onnx}");
            console.WriteLine($"Report: {run.Report}");
            console.WriteLine($"Next:   mlnetdeep predict {Path.GetRelativePath(Environment.CurrentDirectory, run.Path)} PHOTO...");
        });
        return ExitCodes.Done;
    }
}
