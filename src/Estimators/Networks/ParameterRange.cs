namespace MlNetDeep.Estimators.Networks;

/// <summary>The part of the flat parameter tensor that belongs to one parameter group.</summary>
/// <param name="Group">Index of the group.</param>
/// <param name="Offset">First element.</param>
/// <param name="Count">Number of elements.</param>
internal readonly record struct ParameterRange(int Group, long Offset, long Count);
