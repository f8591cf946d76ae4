using System.CommandLine;
using MlNetDeep.Tool;
using MlNetDeep.Tool.Commands;

RootCommand root = new("Deep learning on your images: a folder in; a model, an ONNX file, a report and a C# project out.")
{
    TrainCommand.Create(), ValidateCommand.Create(), PredictCommand.Create(), ExportCommand.Create(), ExplainCommand.Create(),
    BenchmarkCommand.Create(),
};
foreach (Option option in CommonOptions.All)
    root.Options.Add(option);
return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
