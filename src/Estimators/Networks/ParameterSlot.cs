namespace MlNetDeep.Estimators.Networks;

/// <summary>Where a parameter or buffer lies in its flat tensor.</summary>
/// <param name="Name">Name of the initializer.</param>
/// <param name="Shape">Its shape, in ONNX order.</param>
/// <param name="Offset">First element in the flat tensor.</param>
/// <param name="Count">Number of elements.</param>
internal sealed record ParameterSlot(string Name, long[] Shape, long Offset, long Count);
