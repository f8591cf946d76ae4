using System.Runtime.InteropServices;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>What the validation rows say at the end of a run: the temperature of probabilities, and the thresholds of decisions.</summary>
internal sealed class Deciding(NetworkTask kind, ClassOptions options, ProgressReporter progress)
{
    /// <summary>Adds what the options ask for to what a run has learned.</summary>
    /// <param name="learned">What the run has learned.</param>
    /// <param name="learner">The network that it has learned.</param>
    /// <param name="rows">The validation rows; null when there are none, and the options need none.</param>
    /// <param name="outputs">The number of logits of a row.</param>
    public Learned Apply(Learned learned, SupervisedLearner learner, BatchFeed? rows, int outputs)
    {
        if (options.Threshold is { IsChosen: false } given && kind is NetworkTask.Binary or NetworkTask.MultiLabel)
        {
            learned = learned with { Thresholds = [given.Value] };
        }

        if (rows is null || (!options.Calibrates && options.Threshold is not { IsChosen: true }))
        {
            return learned;
        }

        HeldOutScores scores = Score(learner, rows, outputs);
        if (options.Calibrates)
        {
            ModelCalibration? calibration = scores.Calibrate(out string? problem);
            if (calibration is null)
            {
                progress.Warning($"The probabilities are not calibrated: {problem}.");
            }
            else
            {
                progress.Info($"Calibrated on {calibration.Rows} rows: temperature {calibration.Temperature:0.###}, expected calibration error {calibration.ErrorBefore:0.0000} before, {calibration.ErrorAfter:0.0000} after.");
            }

            learned = learned with { Calibration = calibration };
        }

        return options.Threshold is { IsChosen: true } rule ? learned with { Thresholds = Choose(scores, rule, learned) } : learned;
    }

    private double[] Choose(HeldOutScores scores, DecisionThreshold rule, Learned learned)
    {
        return [.. scores.Choose(rule).Select((found, i) =>
        {
            string where = learned.Classes is { } classes ? $" of class '{classes.Texts[i]}'" : "";
            if (found.Choice is not { } choice)
            {
                progress.Warning($"The threshold{where} stays 0.5: {found.Problem}.");
                return 0.5;
            }

            // The rows were scored without the temperature.
            double threshold = Warm(choice.Threshold, learned.Calibration?.Temperature ?? 1);
            progress.Info($"Threshold{where} for {rule}: {threshold:0.####}, with precision {choice.Precision:0.###}, recall {choice.Recall:0.###}, F1 {choice.F1:0.###}.");
            return threshold;
        })];
    }

    private static double Warm(double probability, double temperature) =>
        Math.Clamp(1 / (1 + Math.Exp(-Math.Log(probability / (1 - probability)) / temperature)), double.Epsilon, Math.BitDecrement(1));

    private HeldOutScores Score(SupervisedLearner learner, BatchFeed rows, int outputs)
    {
        var scores = new HeldOutScores(kind, outputs);
        int width = kind == NetworkTask.MultiLabel ? outputs : 1;
        var label = new double[width];
        foreach (HostBatch batch in rows.Epoch(0, 0, out Action<HostBatch> finished, CancellationToken.None))
        {
            using (DisposeScope scope = NewDisposeScope())
            {
                ReadOnlySpan<float> logits = MemoryMarshal.Cast<byte, float>(learner.Logits(batch).to_type(ScalarType.Float32).cpu().contiguous().bytes);
                for (int row = 0; row < batch.Count; row++)
                {
                    for (int i = 0; i < width; i++)
                    {
                        label[i] = batch.Labels.dtype == ScalarType.Int64
                            ? MemoryMarshal.Cast<byte, long>(batch.Labels.bytes)[row]
                            : MemoryMarshal.Cast<byte, float>(batch.Labels.bytes)[(row * width) + i];
                    }

                    scores.Add(logits.Slice(row * outputs, outputs), label);
                }
            }

            finished(batch);
        }

        return scores;
    }
}
