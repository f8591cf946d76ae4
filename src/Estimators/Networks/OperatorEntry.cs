namespace MlNetDeep.Estimators.Networks;

/// <summary>A row of the operator table.</summary>
/// <param name="Compile">Turns a node into something that runs.</param>
/// <param name="NotSupported">What of the ONNX operator is not supported; empty when all of it is.</param>
internal readonly record struct OperatorEntry(Func<NodeContext, Operation> Compile, string NotSupported = "");
