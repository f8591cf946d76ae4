using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Training;

/// <summary>A step with what came of it.</summary>
/// <param name="Batch">Its batch, to be given back.</param>
/// <param name="Rows">Rows in the batch.</param>
/// <param name="Step">Step of the run, counted from 1.</param>
/// <param name="LearningRate">Learning rate of the step.</param>
/// <param name="Loss">Mean loss of the batch.</param>
/// <param name="MetricSum">Sum of the metric over the batch.</param>
internal readonly record struct LoggedStep(
    HostBatch Batch, int Rows, long Step, double LearningRate, float Loss = 0, float MetricSum = 0);
