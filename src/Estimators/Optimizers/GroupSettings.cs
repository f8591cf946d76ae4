using MlNetDeep.Estimators.Networks;

namespace MlNetDeep.Estimators;

/// <summary>A range of the flat parameters with what its group changes.</summary>
/// <param name="Range">The range.</param>
/// <param name="LearningRateFactor">Multiplies the learning rate.</param>
/// <param name="WeightDecay">Replaces the optimizer's weight decay.</param>
internal readonly record struct GroupSettings(ParameterRange Range, double LearningRateFactor, double WeightDecay);
