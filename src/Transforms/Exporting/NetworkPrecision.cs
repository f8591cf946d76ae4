using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Brings networks into the precision that is asked for.</summary>
internal static class NetworkPrecision
{
    /// <summary>What is done with the network of a step.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="plan">The pipeline, through which the rows go that networks are calibrated with.</param>
    /// <param name="options">The precision.</param>
    public static Func<ExportStep, Network, Network> Of(MLContext mlContext, ExportPlan plan, OnnxExportOptions options) => options.Precision switch
    {
        OnnxPrecision.Float16 => (_, network) => network.WithWeightPrecision(TensorElementType.Float16),
        OnnxPrecision.Int8 => (step, network) =>
        {
            if (NetworkSteps.ScoredBy(step.Part) is null)
                throw new DeepLearningException($"{step.Part.GetType().Name}: a network that reads no columns as they are cannot be calibrated with rows.");
            Network wide = network.WithWeightPrecision(TensorElementType.Float);
            if (wide.OpsetVersion < OnnxExportOptions.OldestOpset)
                wide = ExportGraph.Rewrite(wide, OnnxExportOptions.OldestOpset, name => name);
            return NetworkQuantizer.Quantize(wide, NetworkRows.Read(mlContext, plan, step, network, options.Int8!.CalibrationData!, options.Int8.CalibrationRows));
        }
        ,
        _ => (_, network) => network,
    };
}
