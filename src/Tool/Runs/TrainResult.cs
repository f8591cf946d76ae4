using Microsoft.ML.Data;

namespace MlNetDeep.Tool.Runs;

/// <summary>What a run came to.</summary>
/// <param name="Run">Its folder.</param>
/// <param name="Part">The part that it was measured on.</param>
/// <param name="Images">The number of images of that part.</param>
/// <param name="Accuracy">The share that was told right, 0 to 1.</param>
/// <param name="LogLoss">The mean of minus the logarithm of the right class's probability.</param>
/// <param name="Classes">Each class's own quality.</param>
/// <param name="Epochs">Passes over the images.</param>
/// <param name="StopReason">Why training ended.</param>
/// <param name="Device">Where it ran.</param>
/// <param name="Seconds">How long all of it took.</param>
internal sealed record TrainResult(
    string Run, string Part, long Images, double Accuracy, double LogLoss, IReadOnlyList<ClassResult> Classes, int Epochs,
    StopReason? StopReason, string Device, double Seconds);

/// <summary>How well one class is told.</summary>
internal sealed record ClassResult(string Name, long Images, double Precision, double Recall, double F1)
{
    public static IReadOnlyList<ClassResult> Of(IReadOnlyList<string> labels, ConfusionMatrix matrix) =>
    [
        .. labels.Select((label, i) =>
        {
            double precision = matrix.PerClassPrecision[i], recall = matrix.PerClassRecall[i];
            return new ClassResult(
                label, (long)matrix.Counts[i].Sum(), precision, recall, precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0);
        }),
    ];
}
