using System.CommandLine;
using Microsoft.ML;
using MlNetDeep.Tool.Output;
using MlNetDeep.Tool.Runs;
using Spectre.Console;

namespace MlNetDeep.Tool.Commands;

/// <summary><c>mlnetdeep export RUN --onnx FILE</c>.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string> model = new("model") { Description = "The folder of a run, or a model.zip." };
        Option<string> onnx = new("--onnx") { Description = "The ONNX file: the network, with labels and preprocessing in its metadata.", Required = true };
        Command command = new("export", "Writes a model for other programs.") { model, onnx };
        command.SetTool((a, terminal) =>
        {
            MLContext mlContext = terminal.Context(1);
            ITransformer loaded = mlContext.DeepLearning.LoadModel(RunFolder.ModelOf(a.GetValue(model)!), out DataViewSchema? schema);
            string path = Path.GetFullPath(a.GetValue(onnx)!);
            mlContext.DeepLearning.ExportToOnnx(
                loaded, schema ?? throw new UsageException("The model was saved without the schema of its input; export it where it is trained."), path);
            (loaded as IDisposable)?.Dispose();
            terminal.Result(new { Onnx = path, Bytes = new FileInfo(path).Length }, console => console.WriteLine(path));
            return ExitCodes.Done;
        });
        return command;
    }
}
