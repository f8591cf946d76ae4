namespace MlNetDeep.Estimators.Training;

/// <summary>What a learner is told of the step that it takes.</summary>
/// <param name="Epoch">Finished epochs.</param>
/// <param name="Step">Step of the whole run, counted from 1.</param>
/// <param name="LearningRate">Learning rate of the step.</param>
internal readonly record struct StepArguments(int Epoch, long Step, double LearningRate);
