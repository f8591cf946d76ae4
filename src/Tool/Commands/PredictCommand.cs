using System.CommandLine;
using System.Globalization;
using System.Text;
using Microsoft.ML;
using MlNetDeep.Tool.Data;
using MlNetDeep.Tool.Output;
using MlNetDeep.Tool.Runs;
using MlNetDeep.Tool.Scoring;
using Spectre.Console;

namespace MlNetDeep.Tool.Commands;

/// <summary><c>mlnetdeep predict RUN PHOTO...</c>.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        Argument<string> model = new("model") { Description = "The folder of a run, or a model.zip." };
        Argument<string[]> images = new("images") { Description = "Images, or folders of images.", Arity = ArgumentArity.OneOrMore };
        Option<int> top = new("--top") { Description = "How many classes to name.", DefaultValueFactory = _ => 3 };
        Option<string?> csv = new("--csv") { Description = "A file for the predictions: path, class and the probability of each class." };
        Command command = new("predict", "Says what images show.") { model, images, top, csv };
        command.SetTool((a, terminal) =>
        {
            int count = a.GetValue(top);
            if (count < 1)
                throw new UsageException($"--top must be at least 1, but is {count}.");
            MLContext mlContext = terminal.Context(1);
            string file = RunFolder.ModelOf(a.GetValue(model)!);
            using var classifier = Classifier.Load(mlContext, file);
            List<string> paths = [.. a.GetValue(images)!.SelectMany(p => Expand(mlContext, p, terminal))];
            List<Prediction> predictions = [.. classifier.Predict(paths, count)];
            if (a.GetValue(csv) is { } target)
                Save(target, classifier.Labels, classifier.Predict(paths, classifier.Labels.Count));
            terminal.Result(predictions, console => Show(console, predictions));
            return ExitCodes.Done;
        });
        return command;
    }

    private static IEnumerable<string> Expand(MLContext mlContext, string path, Terminal terminal)
    {
        if (File.Exists(path))
            return [Path.GetFullPath(path)];
        if (!Directory.Exists(path))
            throw new UsageException($"{Path.GetFullPath(path)} does not exist.");
        ImageFolder folder = mlContext.DeepLearning.LoadImageFolder(path, new ImageFolderOptions
        {
            Labels = ImageLabelSource.None,
            Recursive = true,
            BadImages = BadImageAction.Skip,
            Shuffle = false,
        });
        if (folder.Skipped.Count > 0)
            terminal.Warn($"{folder.Skipped.Count} files in {path} are left out; the first: {folder.Skipped[0].Message}");
        return folder.Files.Select(f => f.ImagePath);
    }

    private static void Show(IAnsiConsole console, List<Prediction> predictions)
    {
        foreach (Prediction p in predictions)
        {
            string classes = string.Join(", ", p.Classes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Label} {c.Probability * 100:F1} %")));
            console.WriteLine($"{Path.GetRelativePath(Environment.CurrentDirectory, p.Image)}: {classes}");
        }
    }

    private static void Save(string path, IReadOnlyList<string> labels, IEnumerable<Prediction> predictions)
    {
        var text = new StringBuilder("path,prediction");
        foreach (string label in labels)
            text.Append(',').Append(Csv.Quoted(label));
        text.Append('\n');
        foreach (Prediction p in predictions)
        {
            text.Append(Csv.Quoted(p.Image)).Append(',').Append(Csv.Quoted(p.Classes[0].Label));
            Dictionary<string, float> scores = p.Classes.ToDictionary(c => c.Label, c => c.Probability);
            foreach (string label in labels)
                text.Append(',').Append(scores[label].ToString("R", CultureInfo.InvariantCulture));
            text.Append('\n');
        }

        TextFile.Write(path, text.ToString());
    }
}
