namespace MlNetDeep.Transforms.Tests;

/// <summary>Chains of stock transformers around ours.</summary>
internal static class Chains
{
    /// <summary>Label to key, three columns to Features, score, predicted key back to text.</summary>
    public static TransformerChain<ITransformer> Full(MLContext ml, List<Rows.Example> rows)
    {
        IDataView view = ml.Data.LoadFromEnumerable(rows);
        ITransformer keys = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality:
            Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(view);
        view = keys.Transform(view);
        ITransformer concatenate = ml.Transforms.Concatenate("Image", "Features").Fit(view);
        view = concatenate.Transform(view);
        ConvNetTransformer network = ml.DeepLearning.Score(TestNetworks.Identity(), new()
        {
            InputColumnName = "Image",
            Classes = ClassLabels.FromColumn(view.Schema["Label"]),
        });
        view = network.Transform(view);
        ITransformer values = ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(view);
        return new TransformerChain<ITransformer>(keys, concatenate, network, values);
    }

    internal sealed class Named
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
