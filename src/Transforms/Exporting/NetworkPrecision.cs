using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Brings networks into the precision that is asked for.</summary>
internal static class NetworkPrecision
{
    public static Func<Network, Network> Of(MLContext mlContext, ExportPlan plan, OnnxExportOptions options) => options.Precision switch
    {
        OnnxPrecision.Float16 => network => network.WithWeightPrecision(TensorElementType.Float16),
        OnnxPrecision.Int8 => throw new DeepLearningException("Networks cannot be quantized yet."),
        _ => network => network,
    };
}
