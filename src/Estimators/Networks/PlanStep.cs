namespace MlNetDeep.Estimators.Networks;

/// <summary>One step of a plan: what to run and which slots nobody reads afterwards.</summary>
/// <param name="Node">Name of the node, for error messages.</param>
/// <param name="OpType">Its ONNX operator, for error messages.</param>
/// <param name="Run">The compiled node.</param>
/// <param name="Finished">Slots whose tensors can be released after this step.</param>
internal readonly record struct PlanStep(string Node, string OpType, Operation Run, int[] Finished);
