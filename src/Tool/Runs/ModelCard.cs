using System.Security.Cryptography;
using System.Text;
using MlNetDeep.Tool.Data;
using MlNetDeep.Tool.Training;

namespace MlNetDeep.Tool.Runs;

/// <summary>A page that says what a model is, what it was made of and how good it is.</summary>
/// <remarks>Source of the form: Mitchell et al., "Model Cards for Model Reporting", 2018.</remarks>
internal static class ModelCard
{
    public static string Write(
        string model, DataSource source, ImageAudit audit, TrainingData parts, TrainSettings settings, TrainResult result, RunFolder run)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
        Line($"# {Path.GetFileName(run.Path)}");
        Line($"An image classifier of {result.Classes.Count} classes, made by `mlnetdeep train` on {DateTime.UtcNow:yyyy-MM-dd}.\n");
        Line($"| | |\n| --- | --- |");
        Line($"| network | {model} |");
        PackagedNetwork? packaged = PackagedNetwork.Find(model);
        if (packaged is not null)
            Line($"| backbone | {packaged.Origin}; NuGet package {packaged.Package} |");
        Line($"| images | {source.Kind} in {source.Root} |");
        Line($"| split | {parts.Train.Files.Count} for training, {parts.Validation.Files.Count} for validation{(parts.Test is { } t ? $", {t.Files.Count} for test" : "")}; seed {settings.Seed} |");
        Line($"| accuracy | {result.Accuracy * 100:F2} % of {result.Images} {result.Part} images |");
        Line($"| log-loss | {result.LogLoss:F4} |");
        Line($"| trained | {result.Epochs} epochs on {result.Device}, ended: {result.StopReason} |");
        Line($"| licence | that of the images and of the backbone |\n");
        Line($"## Classes\n| class | training images | precision | recall | F1 |\n| --- | ---: | ---: | ---: | ---: |");
        IReadOnlyDictionary<string, int> counts = parts.Train.Files.GroupBy(f => f.Label).ToDictionary(g => g.Key, g => g.Count());
        foreach (ClassResult c in result.Classes)
            Line($"| {Cell(c.Name)} | {counts.GetValueOrDefault(c.Name)} | {c.Precision:F3} | {c.Recall:F3} | {c.F1:F3} |");
        Line($"\n## What the audit of the images found");
        foreach (AuditFinding finding in audit.Findings)
            Line($"- {finding.Severity}: {finding.Message}");
        if (audit.Findings.Count == 0)
            Line($"Nothing.");
        Line($"\n## Files\n| file | SHA-256 |\n| --- | --- |");
        foreach (string file in (string[])["model.zip", "model.onnx"])
            Line($"| {file} | `{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(run[file])))}` |");
        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
