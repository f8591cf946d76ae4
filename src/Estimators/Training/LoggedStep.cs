using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Training;

/// <summary>A step with what came of it.</summary>
/// <param name="Batch">Its batch, to be given back.</param>
/// <param name="Rows">Rows in the batch.</param>
/// <param name="Step">Step of the run, counted from 1.</param>
/// <param name="LearningRate">Learning rate of the step.</param>
/// <param name="Values">What the learner measured.</param>
internal readonly record struct LoggedStep(
    HostBatch Batch, int Rows, long Step, double LearningRate, ReadOnlyMemory<float> Values = default);
