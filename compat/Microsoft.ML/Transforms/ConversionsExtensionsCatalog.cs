using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms from one type to another.</summary>
public static class ConversionsExtensionsCatalog
{
    public static ValueToKeyMappingEstimator MapValueToKey(
        this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName,
        string inputColumnName = null,
        int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false,
        IDataView keyData = null) =>
        new(
            catalog.Environment,
            [(outputColumnName, inputColumnName ?? outputColumnName)],
            new KeyMappingSettings(maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText),
            keyData);

    public static ValueToKeyMappingEstimator MapValueToKey(
        this TransformsCatalog.ConversionTransforms catalog,
        InputOutputColumnPair[] columns,
        int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false,
        IDataView keyData = null) =>
        new(
            catalog.Environment,
            InputOutputColumnPair.ToTuples(columns),
            new KeyMappingSettings(maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText),
            keyData);

    public static KeyToValueMappingEstimator MapKeyToValue(
        this TransformsCatalog.ConversionTransforms catalog, string outputColumnName, string inputColumnName = null) =>
        new([(outputColumnName, inputColumnName ?? outputColumnName)]);

    public static KeyToValueMappingEstimator MapKeyToValue(
        this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns) =>
        new(InputOutputColumnPair.ToTuples(columns));

    public static TypeConvertingEstimator ConvertType(
        this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName,
        string inputColumnName = null,
        DataKind outputKind = DataKind.Single) =>
        new([(outputColumnName, inputColumnName ?? outputColumnName)], outputKind);

    public static TypeConvertingEstimator ConvertType(
        this TransformsCatalog.ConversionTransforms catalog,
        InputOutputColumnPair[] columns,
        DataKind outputKind = DataKind.Single) =>
        new(InputOutputColumnPair.ToTuples(columns), outputKind);
}
