using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Tool.Output;
using MlNetDeep.Tool.Runs;
using MlNetDeep.Tool.Scoring;
using Spectre.Console;

namespace MlNetDeep.Tool.Commands;

/// <summary><c>mlnetdeep explain RUN PHOTO... --out FILE</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        Argument<string> model = new("model") { Description = "The folder of a run, or a model.zip." };
        Argument<string[]> images = new("images") { Description = "Images.", Arity = ArgumentArity.OneOrMore };
        Option<string> output = new("--out") { Description = "The page to write.", DefaultValueFactory = _ => "explained.html" };
        Command command = new("explain", "Shows what in an image speaks for its class (Grad-CAM).") { model, images, output };
        command.SetTool((a, terminal) =>
        {
            MLContext mlContext = terminal.Context(1);
            using var classifier = Classifier.Load(mlContext, RunFolder.ModelOf(a.GetValue(model)!));
            string[] paths = [.. a.GetValue(images)!.Select(Path.GetFullPath)];
            if (paths.FirstOrDefault(p => !File.Exists(p)) is { } missing)
                throw new UsageException($"{missing} does not exist.");
            Prediction[] predictions = [.. classifier.Predict(paths, 1)];
            var report = new TrainingReport("What speaks for a class", "Grad-CAM: red speaks for the class, blue does not");
            ITransformer[] steps = [.. (IEnumerable<ITransformer>)classifier.Model];
            var preparing = new TransformerChain<ITransformer>([.. steps.TakeWhile(s => s is not ConvNetTransformer)]);
            foreach (Prediction p in predictions)
            {
                IDataView prepared = preparing.Transform(mlContext.Data.LoadFromEnumerable([new Classifier.ImageRow { ImagePath = p.Image, Label = p.Classes[0].Label }]));
                Interpretation interpretation = mlContext.DeepLearning.Interpret(classifier.Network, prepared, new InterpretationOptions { LabelColumnName = "Label" });
                ReportImage picture = interpretation.TopLosses[0].Image!;
                int index = classifier.Labels.ToList().IndexOf(p.Classes[0].Label);
                report.AddHeatMaps($"{Path.GetFileName(p.Image)}: {p.Classes[0].Label}", picture, [interpretation.GradCam(picture, classIndex: index)]);
            }

            string path = Path.GetFullPath(a.GetValue(output)!);
            report.Save(path);
            terminal.Result(new { Page = path, Predictions = predictions }, console => console.WriteLine(path));
            return ExitCodes.Done;
        });
        return command;
    }
}
