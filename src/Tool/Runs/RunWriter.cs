using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Tool.Data;
using MlNetDeep.Tool.Output;
using MlNetDeep.Tool.Training;

namespace MlNetDeep.Tool.Runs;

/// <summary>Writes all that a run leaves behind.</summary>
internal sealed class RunWriter(MLContext mlContext, RunFolder run, TrainSettings settings, Terminal terminal)
{
    public TrainResult Write(
        TransformerChain<ITransformer> model, string modelName, DataSource source, TrainingData parts, ImageAudit audit, TimeSpan soFar)
    {
        ConvNetTransformer network = model.ConvNet();
        mlContext.DeepLearning.SaveModel(model, parts.Train.Schema, run.Model);
        OnnxExportResult exported = mlContext.DeepLearning.ExportToOnnx(model, parts.Validation, run.Onnx);
        terminal.Say(FormattableString.Invariant(
            $"        model.onnx takes pictures and gives class names; {exported.Rows} images compared with the model: scores differ by up to {exported.LargestDifference:G2}"));
        if (network.History is { } history)
            run.WriteHistory(history);
        string[] labels = [.. network.Network.Labels ?? []];
        run.WriteText("labels.txt", string.Concat(labels.Select(l => l + "\n")));

        (string part, ImageFolder images) = parts.Test is { } test ? ("test", test) : ("validation", parts.Validation);
        IDataView scored = mlContext.Data.Cache(new TransformerChain<ITransformer>([.. model.SkipLast(1)]).Transform(images), "Label", "Score", "PredictedLabel", "Features", "ImagePath");
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(scored);
        var result = new TrainResult(
            run.Path, part, images.Files.Count, metrics.MicroAccuracy, metrics.LogLoss, ClassResult.Of(labels, metrics.ConfusionMatrix),
            network.History?.Epochs.Count ?? 0, network.History?.StopReason, network.History?.Device ?? "cpu", soFar.TotalSeconds);
        run.Write("result.json", result);
        run.WriteText("model-card.md", ModelCard.Write(modelName, source, audit, parts, settings, result, run));
        WriteReport(network, modelName, scored, result);
        return result;
    }

    private void WriteReport(ConvNetTransformer network, string modelName, IDataView scored, TrainResult result)
    {
        TrainingReport report = new TrainingReport(Path.GetFileName(run.Path), modelName)
            .AddFact("Data", settings.Data!);
        if (network.History is { } history)
            report.AddHistory(history);
        report.AddEvaluation(scored, new ReportEvaluationOptions { SetName = result.Part, ImageColumnName = "Features" });
        report.AddNetwork(network.Network);
        report.Save(run.Report);
        terminal.Say($"        report, history.csv, labels.txt, model-card.md in {run.Path}");
    }
}
