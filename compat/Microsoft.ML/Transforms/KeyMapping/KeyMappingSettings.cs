namespace Microsoft.ML.Transforms;

/// <summary>How keys are learned.</summary>
internal sealed record KeyMappingSettings(
    int MaximumNumberOfKeys, ValueToKeyMappingEstimator.KeyOrdinality Ordinality, bool KeyValuesAsText);
