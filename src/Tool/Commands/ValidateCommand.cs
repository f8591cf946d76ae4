using System.CommandLine;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Tool.Data;
using MlNetDeep.Tool.Output;
using MlNetDeep.Tool.Runs;
using MlNetDeep.Tool.Scoring;
using Spectre.Console;

namespace MlNetDeep.Tool.Commands;

/// <summary><c>mlnetdeep validate RUN FOLDER</c>.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        Argument<string> model = new("model") { Description = "The folder of a run, or a model.zip." };
        Argument<string> data = new("data") { Description = "Images with their classes, as for train; of several parts, the last one is used." };
        Option<string?> report = new("--report") { Description = "A file for the report with all mistakes." };
        Command command = new("validate", "Measures a model on images whose classes are known.") { model, data, report };
        command.SetTool((a, terminal) =>
        {
            MLContext mlContext = terminal.Context(1);
            using var classifier = Classifier.Load(mlContext, RunFolder.ModelOf(a.GetValue(model)!));
            string unpacked = Path.Combine(Path.GetTempPath(), $"mlnetdeep-{Guid.NewGuid():N}");
            try
            {
                DataSource source = DataSource.Open(mlContext, a.GetValue(data)!, unpacked);
                (string part, ImageFolder images) = source.Parts[^1];
                if (images.Skipped.Count > 0)
                    terminal.Warn($"{images.Skipped.Count} files are left out; the first: {images.Skipped[0].Message}");
                string[] unknown = [.. images.Labels.Except(classifier.Labels)];
                if (unknown.Length > 0)
                    throw new UsageException($"The images have the classes {string.Join(", ", unknown)}, which the model does not know; it knows {string.Join(", ", classifier.Labels)}.");
                ValidationResult result = Measure(mlContext, classifier, part, images, a.GetValue(report));
                terminal.Result(result, console => Show(console, result));
                return ExitCodes.Done;
            }
            finally
            {
                if (Directory.Exists(unpacked))
                    Directory.Delete(unpacked, recursive: true);
            }
        });
        return command;
    }

    private static ValidationResult Measure(MLContext mlContext, Classifier classifier, string part, ImageFolder images, string? report)
    {
        // Without the last step the predicted class is a key, as ML.NET's evaluation takes it.
        ITransformer[] steps = [.. (IEnumerable<ITransformer>)classifier.Model];
        IDataView scored = mlContext.Data.Cache(
            new TransformerChain<ITransformer>([.. steps.SkipLast(1)]).Transform(images), "Label", "Score", "PredictedLabel", "Features");
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(scored);
        var result = new ValidationResult(
            part, images.Files.Count, metrics.MicroAccuracy, metrics.MacroAccuracy, metrics.LogLoss, ClassResult.Of(classifier.Labels, metrics.ConfusionMatrix));
        if (report is not null)
        {
            new TrainingReport("Validation", part)
                .AddEvaluation(scored, new ReportEvaluationOptions { SetName = part, ImageColumnName = "Features" }).Save(report);
        }

        return result;
    }

    private static void Show(IAnsiConsole console, ValidationResult result)
    {
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Accuracy * 100:F2} % of {result.Images:N0} images right, mean over classes {result.MacroAccuracy * 100:F2} %, log-loss {result.LogLoss:F4}"));
        Table table = new Table().AddColumns("class", "images", "precision", "recall", "F1");
        foreach (ClassResult c in result.Classes)
        {
            table.AddRow(
                Markup.Escape(c.Name), c.Images.ToString(CultureInfo.InvariantCulture), Share(c.Precision), Share(c.Recall), Share(c.F1));
        }

        console.Write(table);
        static string Share(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
    }

    private sealed record ValidationResult(
        string Part, long Images, double Accuracy, double MacroAccuracy, double LogLoss, IReadOnlyList<ClassResult> Classes);
}
