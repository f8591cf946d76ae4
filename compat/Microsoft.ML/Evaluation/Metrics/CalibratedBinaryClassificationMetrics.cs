using Microsoft.ML.Evaluation;

namespace Microsoft.ML.Data;

public sealed class CalibratedBinaryClassificationMetrics : BinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics(BinaryTally tally, double areaUnderRocCurve, double areaUnderPrecisionRecallCurve, ConfusionMatrix confusionMatrix)
        : base(tally, areaUnderRocCurve, areaUnderPrecisionRecallCurve, confusionMatrix)
    {
        LogLoss = tally.LogLoss;
        LogLossReduction = tally.LogLossReduction;
        Entropy = tally.Entropy;
    }

    /// <summary>In bits, unlike the multiclass one.</summary>
    public double LogLoss { get; }

    public double LogLossReduction { get; }

    public double Entropy { get; }
}
