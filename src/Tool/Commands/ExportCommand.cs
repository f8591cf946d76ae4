using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Tool.Data;
using MlNetDeep.Tool.Output;
using MlNetDeep.Tool.Runs;
using MlNetDeep.Tool.Scoring;
using Spectre.Console;

namespace MlNetDeep.Tool.Commands;

/// <summary><c>mlnetdeep export RUN</c>.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string> run = new("run") { Description = "The folder of a run." };
        Option<string?> pipeline = new("--pipeline") { Description = "An ONNX file that takes pictures as bytes [N, height, width, 3] and gives class names." };
        Option<string?> network = new("--onnx") { Description = "An ONNX file of the network alone, with labels and preprocessing in its metadata." };
        Option<string?> triton = new("--triton") { Description = "A model repository for Triton and KServe; the model has the run's name." };
        Option<bool> int8 = new("--int8") { Description = "Weights and activations of 8 bits, by the training images; the loss on the validation images is said." };
        Option<bool> float16 = new("--float16") { Description = "Weights of 16 bits." };
        Option<string?> license = new("--license") { Description = "The licence, for the file's metadata." };
        Option<string?> author = new("--author") { Description = "The author, for the file's metadata." };
        Command command = new("export", "Writes a model for other programs, and compares what it gives.") { run, pipeline, network, triton, int8, float16, license, author };
        command.SetTool((a, terminal) =>
        {
            var folder = RunFolder.Open(a.GetValue(run)!);
            if (a.GetValue(pipeline) is null && a.GetValue(network) is null && a.GetValue(triton) is null)
                throw new UsageException("Say what to write: --pipeline FILE, --onnx FILE or --triton FOLDER.");
            if (a.GetValue(int8) && a.GetValue(float16))
                throw new UsageException("--int8 and --float16 exclude each other.");
            MLContext mlContext = terminal.Context(1);
            using var classifier = Classifier.Load(mlContext, RunFolder.ModelOf(folder.Path));
            RunParts parts = folder.ReadParts(mlContext);
            OnnxExportOptions options = new()
            {
                License = a.GetValue(license),
                Author = a.GetValue(author),
                Precision = a.GetValue(int8) ? OnnxPrecision.Int8 : a.GetValue(float16) ? OnnxPrecision.Float16 : OnnxPrecision.Float,
                Int8 = a.GetValue(int8) ? new Int8Options { CalibrationData = parts.Train, EvaluationData = parts.Validation } : null,
            };
            List<OnnxExportResult> results = [];
            if (a.GetValue(pipeline) is { } whole)
                results.Add(mlContext.DeepLearning.ExportToOnnx(classifier.Model, parts.Validation, Path.GetFullPath(whole), options));
            if (a.GetValue(network) is { } alone)
                results.Add(mlContext.DeepLearning.ExportToOnnx(classifier.Model, parts.Validation, Path.GetFullPath(alone), options with { Form = OnnxForm.Network }));
            if (a.GetValue(triton) is { } repository)
            {
                results.Add(mlContext.DeepLearning.ExportToTriton(
                    classifier.Model, parts.Validation, Path.GetFullPath(repository), Path.GetFileName(folder.Path), new TritonOptions { Export = options }));
            }

            terminal.Result(results.Select(Exported.Of), console =>
            {
                foreach (OnnxExportResult r in results)
                    console.WriteLine(Exported.Text(r));
            });
            return ExitCodes.Done;
        });
        return command;
    }

    private sealed record Exported(string Path, int Rows, double LargestDifference, double LabelAgreement, double? AccuracyBefore, double? AccuracyAfter)
    {
        public static Exported Of(OnnxExportResult r) =>
            new(r.Path, r.Rows, r.LargestDifference, r.LabelAgreement, r.Accuracy?.Before, r.Accuracy?.After);

        public static string Text(OnnxExportResult r) => FormattableString.Invariant(
            $"{r.Path}: {r.Rows} images compared, scores differ by up to {r.LargestDifference:G3}, {r.LabelAgreement * 100:F1} % of the classes are the same")
            + (r.Accuracy is { } q ? FormattableString.Invariant($"; accuracy {q.Before * 100:F2} % before and {q.After * 100:F2} % after, on {q.Rows} images") : "");
    }
}
