using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDeep.Compat.Tests.Zip;

/// <summary>The pipelines whose model zips are compared, by the name of their zip.</summary>
internal static class ZipPipelines
{
    public static IReadOnlyDictionary<string, Func<MLContext, IEstimator<ITransformer>>> All { get; } =
        new Dictionary<string, Func<MLContext, IEstimator<ITransformer>>>
        {
            ["empty"] = _ => new EstimatorChain<ITransformer>(),
            ["key-text"] = ml => Key(ml, nameof(ZipRow.Text)),
            ["key-text-by-value"] = ml => KeyByValue(ml, nameof(ZipRow.Text)),
            ["key-float"] = ml => Key(ml, nameof(ZipRow.Float)),
            ["key-float-by-value"] = ml => KeyByValue(ml, nameof(ZipRow.Float)),
            ["key-double"] = ml => Key(ml, nameof(ZipRow.Double)),
            ["key-int"] = ml => Key(ml, nameof(ZipRow.Int)),
            ["key-int-by-value"] = ml => KeyByValue(ml, nameof(ZipRow.Int)),
            ["key-long"] = ml => Key(ml, nameof(ZipRow.Long)),
            ["key-uint"] = ml => Key(ml, nameof(ZipRow.UInt)),
            ["key-byte"] = ml => Key(ml, nameof(ZipRow.Byte)),
            ["key-bool"] = ml => Key(ml, nameof(ZipRow.Bool)),
            ["key-texts"] = ml => Key(ml, nameof(ZipRow.Texts)),
            ["key-of-few"] = ml => ml.Transforms.Conversion.MapValueToKey("Mapped", nameof(ZipRow.Int), maximumNumberOfKeys: 3),
            ["key-names-as-text"] = ml => ml.Transforms.Conversion.MapValueToKey("Mapped", nameof(ZipRow.Int), addKeyValueAnnotationsAsText: true),
            ["key-two-columns"] = ml => ml.Transforms.Conversion.MapValueToKey([new("A", nameof(ZipRow.Text)), new("B", nameof(ZipRow.UInt))]),
            ["concatenate"] = ml => ml.Transforms.Concatenate("Features", nameof(ZipRow.Vector), nameof(ZipRow.Float), nameof(ZipRow.Float)),
            ["concatenate-one"] = ml => ml.Transforms.Concatenate("Features", nameof(ZipRow.Vector)),
            ["concatenate-text"] = ml => ml.Transforms.Concatenate("Features", nameof(ZipRow.Texts), nameof(ZipRow.Text)),
            ["concatenate-variable"] = ml => ml.Transforms.Concatenate("Features", nameof(ZipRow.Variable), nameof(ZipRow.Float)),
            ["copy"] = ml => ml.Transforms.CopyColumns("Copy", nameof(ZipRow.Image)),
            ["drop"] = ml => ml.Transforms.DropColumns(nameof(ZipRow.Float), nameof(ZipRow.Int), nameof(ZipRow.Vector)),
            ["select"] = ml => ml.Transforms.SelectColumns(nameof(ZipRow.Vector), nameof(ZipRow.Text)),
            ["select-keep-hidden"] = ml => ml.Transforms.SelectColumns([nameof(ZipRow.Text), nameof(ZipRow.Vector)], true),
            ["chain"] = ml => ml.Transforms.Conversion.MapValueToKey("Label", nameof(ZipRow.Text))
                .Append(ml.Transforms.Concatenate("Features", nameof(ZipRow.Vector), nameof(ZipRow.Float)))
                .Append(ml.Transforms.CopyColumns("Copy", "Features"))
                .Append(ml.Transforms.Conversion.MapKeyToValue("Back", "Label")),
            ["chain-in-chain"] = ml => ml.Transforms.Conversion.MapValueToKey("Label", nameof(ZipRow.Text))
                .Append(ml.Transforms.Conversion.MapValueToKey("Label2", nameof(ZipRow.Int))
                    .Append(ml.Transforms.Concatenate("Features", nameof(ZipRow.Vector), nameof(ZipRow.Float))))
                .Append(ml.Transforms.SelectColumns("Features", "Label", "Label2")),
            ["chain-with-cache"] = ml => ml.Transforms.Conversion.MapValueToKey("Label", nameof(ZipRow.Text))
                .AppendCacheCheckpoint(ml)
                .Append(ml.Transforms.Conversion.MapKeyToValue("Back", "Label")),
            ["value-of-key-vector"] = ml => ml.Transforms.Conversion.MapValueToKey("Keys", nameof(ZipRow.Texts))
                .Append(ml.Transforms.Conversion.MapKeyToValue("Back", "Keys")),
        };

    private static IEstimator<ITransformer> Key(MLContext ml, string column) =>
        ml.Transforms.Conversion.MapValueToKey("Mapped", column);

    private static IEstimator<ITransformer> KeyByValue(MLContext ml, string column) =>
        ml.Transforms.Conversion.MapValueToKey("Mapped", column, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
}
