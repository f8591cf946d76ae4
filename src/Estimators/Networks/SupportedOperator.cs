namespace MlNetDeep;

/// <summary>An operator that <see cref="TorchNetwork"/> trains, as one version of its operator set defines it.</summary>
/// <param name="Domain">The operator set; empty for ONNX's own.</param>
/// <param name="Name">Its ONNX name.</param>
/// <param name="SinceVersion">The version of the operator set from which on this holds, until the next entry of the name.</param>
/// <param name="NotSupported">What of it is not supported; empty when all of it is.</param>
public sealed record SupportedOperator(string Domain, string Name, int SinceVersion, string NotSupported);
