using System.Diagnostics;
using System.Runtime.InteropServices;
using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Progress;
using MlNetDeep.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>The training loop, from top to bottom.</summary>
internal sealed class TrainingLoop(TrainingParts parts, RunState state)
{
    private const ulong DropoutPurpose = 0xD;

    private readonly TrainerOptions _options = parts.Options;
    private readonly RunControl _control = new(parts.Network.ToNetwork);
    private readonly List<double> _losses = [.. state.History.Select(LossOf)];
    private readonly Stopwatch _clock = new();

    /// <summary>Trains to the end, and leaves the network with the weights that are the result.</summary>
    public StopReason Run()
    {
        StopReason reason = StopReason.Completed;
        try
        {
            while (state.Epoch < _options.Epochs)
            {
                if (HasStoppedImproving() || _control.StopRequested)
                {
                    reason = StopReason.EarlyStopping;
                    break;
                }

                TrainEpoch();
                if (!_control.StopRequested || state.Batch == parts.Train.StepsPerEpoch)
                {
                    FinishEpoch();
                }
            }
        }
        catch (OperationCanceledException) when (_options.CancellationToken.IsCancellationRequested && state.Step > 0)
        {
            reason = StopReason.Cancelled;
        }

        if ((reason != StopReason.Completed || _options.EarlyStopping is not null) && state.BestEpoch > 0)
        {
            parts.Best.Restore();
        }

        return reason;
    }

    private void TrainEpoch()
    {
        _clock.Restart();
        using var log = new StepLog(parts.StepsBetweenReads);
        foreach (HostBatch batch in parts.Train.Epoch(
            state.Epoch, state.Batch, out Action<HostBatch> finished, _options.CancellationToken))
        {
            double learningRate = _options.LearningRate * _options.Schedule.Factor(
                new ScheduleArguments(state.Step, parts.Train.StepsPerEpoch, _options.Epochs, _losses));
            TrainStep(batch, learningRate, log);
            state.Batch++;

            bool saves = parts.Checkpoints is not null && _options.CheckpointInterval > 0
                && state.Step % _options.CheckpointInterval == 0;
            if (log.IsFull || saves || state.Batch == parts.Train.StepsPerEpoch)
            {
                Record(log, finished);
            }

            if (saves)
            {
                Save();
            }

            if (_control.StopRequested)
            {
                break;
            }
        }
    }

    private void TrainStep(HostBatch batch, double learningRate, StepLog log)
    {
        try
        {
            using DisposeScope scope = NewDisposeScope();
            state.Step++;
            if (parts.Network.UsesDropout)
            {
                // What is dropped depends on the seed and the step alone, so that a resumed run drops the same.
                parts.Network.SeedDropout((long)(SeededRandom.Hash(parts.Seed, DropoutPurpose, state.Step) >> 1));
            }

            (Tensor input, Tensor labels, Tensor? weights) = parts.Input.Load(batch);
            if (parts.Augmenter is { } augmenter)
            {
                (input, labels, weights) = augmenter.Apply(input, labels, weights, batch.Rows, state.Epoch);
            }

            Tensor logits = parts.Network.Forward(input, training: true);
            Tensor loss = parts.Loss.Mean(logits, labels, weights);
            loss.backward();

            Tensor gradient = parts.Network.TakeGradient()!;
            if (_options.ClipGradientValue is { } value)
            {
                GradientClipping.ByValue(gradient, value);
            }

            if (_options.ClipGradientNorm is { } norm)
            {
                GradientClipping.ByNorm(gradient, norm);
            }

            parts.Optimizer.Step(gradient, learningRate);
            Tensor metric = parts.Loss.MetricSum(logits.detach(), labels);
            log.Add(loss, metric, new LoggedStep(batch, batch.Count, state.Step, learningRate));
        }
        catch (ExternalException e) when (OutOfMemory.Is(e))
        {
            throw new TrainingException(
                $"Out of memory on {parts.Network.Device} at batch size {batch.Count} (step {state.Step}). Try a smaller BatchSize, "
                + $"{(_options.Precision == TrainingPrecision.Float32 ? "Precision = BFloat16, " : "")}smaller images or a smaller network.", e)
            {
                Step = state.Step,
                LearningRate = learningRate,
            };
        }
    }

    /// <summary>Reads the latest losses back, gives their batches back, and tells whoever wants to know.</summary>
    private void Record(StepLog log, Action<HostBatch> finished)
    {
        foreach (LoggedStep step in log.Flush())
        {
            if (state.Epoch == 0)
            {
                parts.Census?.Note(step.Batch);
            }

            finished(step.Batch);
            if (!float.IsFinite(step.Loss))
            {
                throw new TrainingException(FormattableString.Invariant(
                    $"The loss became {step.Loss} at step {step.Step} (epoch {state.Epoch + 1}) with learning rate {step.LearningRate}. Try a smaller LearningRate, ClipGradientNorm, a warm-up, or look for outliers in the data."))
                {
                    Step = step.Step,
                    LearningRate = step.LearningRate,
                };
            }

            state.LossSum += (double)step.Loss * step.Rows;
            state.MetricSum += step.MetricSum;
            state.Rows += step.Rows;
            parts.Progress.Batch(state.Epoch + 1, state.Batch, parts.Train.StepsPerEpoch, state.LossSum / state.Rows);
            _options.OnBatchEnd?.Invoke(new BatchEndArguments(
                _control, state.Epoch + 1, step.Step, parts.Train.StepsPerEpoch, step.Rows, step.Loss, step.LearningRate));
        }
    }

    private void FinishEpoch()
    {
        (double Loss, double Metric)? validation = parts.Validation is null ? null : Validate(parts.Validation);
        var record = new EpochRecord(
            state.Epoch + 1, state.LossSum / state.Rows, state.MetricSum / state.Rows, validation?.Loss, validation?.Metric,
            _options.LearningRate * _options.Schedule.Factor(new ScheduleArguments(
                state.Step - 1, parts.Train.StepsPerEpoch, _options.Epochs, _losses)),
            state.EarlierTime + _clock.Elapsed);
        state.History.Add(record);
        _losses.Add(LossOf(record));

        bool isBest = state.BestEpoch == 0
            || LossOf(record) < state.BestLoss - (_options.EarlyStopping?.MinimumImprovement ?? 0);
        if (isBest)
        {
            state.BestEpoch = record.Epoch;
            state.BestLoss = LossOf(record);
            parts.Best.Keep();
        }

        if (state.Epoch == 0)
        {
            parts.Census?.Report(parts.Progress, parts.Train.RowCount);
        }

        state.BeginNextEpoch();
        parts.Progress.Epoch(record, _options.Epochs, parts.Loss.MetricName);
        if (parts.Checkpoints is not null)
        {
            Save();
        }

        _options.OnEpochEnd?.Invoke(new EpochEndArguments(_control, record, isBest));
    }

    private (double Loss, double Metric) Validate(BatchFeed feed)
    {
        double loss = 0, metric = 0;
        using var log = new StepLog(parts.StepsBetweenReads);
        foreach (HostBatch batch in feed.Epoch(0, 0, out Action<HostBatch> finished, _options.CancellationToken))
        {
            using (DisposeScope scope = NewDisposeScope())
            {
                (Tensor input, Tensor labels, Tensor? weights) = parts.Input.Load(batch);
                Tensor logits = parts.Network.Forward(input, training: false);
                log.Add(parts.Loss.Mean(logits, labels, weights), parts.Loss.MetricSum(logits, labels), new LoggedStep(batch, batch.Count, 0, 0));
            }

            if (log.IsFull)
            {
                Sum(log, finished);
            }
        }

        Sum(log, static _ => { });
        return (loss / feed.RowCount, metric / feed.RowCount);

        void Sum(StepLog steps, Action<HostBatch> finished)
        {
            foreach (LoggedStep step in steps.Flush())
            {
                finished(step.Batch);
                loss += (double)step.Loss * step.Rows;
                metric += step.MetricSum;
            }
        }
    }

    private bool HasStoppedImproving() =>
        _options.EarlyStopping is { } stopping && state.BestEpoch > 0 && state.Epoch - state.BestEpoch > stopping.Patience;

    private void Save() => parts.Checkpoints!.Save(state, state.EarlierTime + _clock.Elapsed);

    private static double LossOf(EpochRecord record) => record.ValidationLoss ?? record.Loss;
}
