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
    private readonly TrainingRunOptions _options = parts.Options;
    private readonly Learner _learner = parts.Learner;
    private readonly RunControl _control = new(parts.Learner.Snapshot);
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
                if (_options.IsOver || HasStoppedImproving() || _control.StopRequested)
                {
                    reason = StopReason.EarlyStopping;
                    break;
                }

                TrainEpoch();
                if (!_control.StopRequested || state.Batch == parts.Train.StepsPerEpoch)
                {
                    FinishEpoch();
                }
                else if (parts.Checkpoints is not null)
                {
                    Save();
                }
            }
        }
        catch (OperationCanceledException) when (_options.CancellationToken.IsCancellationRequested && state.Step > 0)
        {
            reason = StopReason.Cancelled;
        }

        if ((reason != StopReason.Completed || _options.Stopping is not null) && state.BestEpoch > 0)
        {
            _learner.Best?.Restore();
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
            Tensor values = _learner.Step(batch, new StepArguments(state.Epoch, state.Step, learningRate));
            log.Add(values, new LoggedStep(batch, batch.Count, state.Step, learningRate));
        }
        catch (ExternalException e) when (OutOfMemory.Is(e))
        {
            throw new TrainingException(
                $"Out of memory on {_learner.Device} at batch size {batch.Count} (step {state.Step}). Try a smaller BatchSize, "
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
            if (state.Sums.Length == 0)
            {
                state.Sums = new double[_learner.ValueCount];
            }

            EpochMeans means = MeansOf(step);
            if (!double.IsFinite(means.Loss) || means.Measures?.Values.All(double.IsFinite) == false)
            {
                throw Diverged(step, means);
            }

            _learner.Accumulate(step.Values.Span, step.Rows, state.Sums);
            state.Rows += step.Rows;
            parts.Progress.Batch(state.Epoch + 1, state.Batch, parts.Train.StepsPerEpoch, _learner.Means(state.Sums, state.Rows).Loss);
            _options.OnBatchEnd?.Invoke(new BatchEndArguments(
                _control, state.Epoch + 1, step.Step, parts.Train.StepsPerEpoch, step.Rows, means, step.LearningRate));
        }
    }

    private EpochMeans MeansOf(LoggedStep step)
    {
        Span<double> sums = stackalloc double[_learner.ValueCount];
        sums.Clear();
        _learner.Accumulate(step.Values.Span, step.Rows, sums);
        return _learner.Means(sums, step.Rows);
    }

    private TrainingException Diverged(LoggedStep step, EpochMeans means)
    {
        string what = double.IsFinite(means.Loss)
            ? string.Join(", ", means.Measures!.Where(m => !double.IsFinite(m.Value)).Select(m => FormattableString.Invariant($"{m.Key} became {m.Value}")))
            : FormattableString.Invariant($"The loss became {means.Loss}");
        return new TrainingException(FormattableString.Invariant(
            $"{what} at step {step.Step} (epoch {state.Epoch + 1}) with learning rate {step.LearningRate}. Try a smaller LearningRate, ClipGradientNorm, a warm-up, or look for outliers in the data."))
        {
            Step = step.Step,
            LearningRate = step.LearningRate,
        };
    }

    private void FinishEpoch()
    {
        EpochMeans? validation = parts.Validation is null ? null : Validate(parts.Validation);
        EpochMeans means = _learner.EndEpoch(state.Epoch + 1, _learner.Means(state.Sums, state.Rows));
        var record = new EpochRecord(
            state.Epoch + 1, means.Loss, means.Metric, validation?.Loss, validation?.Metric,
            _options.LearningRate * _options.Schedule.Factor(new ScheduleArguments(
                state.Step - 1, parts.Train.StepsPerEpoch, _options.Epochs, _losses)),
            state.EarlierTime + _clock.Elapsed) { Measures = means.Measures };
        state.History.Add(record);
        _losses.Add(LossOf(record));

        bool isBest = state.BestEpoch == 0 || _learner.Best is null
            || LossOf(record) < state.BestLoss - (_options.Stopping?.MinimumImprovement ?? 0);
        if (isBest)
        {
            state.BestEpoch = record.Epoch;
            state.BestLoss = LossOf(record);
            _learner.Best?.Keep();
        }

        if (state.Epoch == 0)
        {
            parts.Census?.Report(parts.Progress, parts.Train.RowCount);
        }

        state.BeginNextEpoch();
        parts.Progress.Epoch(record, _options.Epochs, _learner.MetricName);
        if (parts.Checkpoints is not null)
        {
            Save();
        }

        _options.OnEpochEnd?.Invoke(new EpochEndArguments(_control, record, isBest));
    }

    private EpochMeans Validate(BatchFeed feed)
    {
        var sums = new double[_learner.ValueCount];
        using var log = new StepLog(parts.StepsBetweenReads);
        foreach (HostBatch batch in feed.Epoch(0, 0, out Action<HostBatch> finished, _options.CancellationToken))
        {
            using (DisposeScope scope = NewDisposeScope())
            {
                log.Add(_learner.Validate(batch), new LoggedStep(batch, batch.Count, 0, 0));
            }

            if (log.IsFull)
            {
                Sum(log, finished);
            }
        }

        Sum(log, static _ => { });
        return _learner.Means(sums, feed.RowCount);

        void Sum(StepLog steps, Action<HostBatch> finished)
        {
            foreach (LoggedStep step in steps.Flush())
            {
                finished(step.Batch);
                _learner.Accumulate(step.Values.Span, step.Rows, sums);
            }
        }
    }

    private bool HasStoppedImproving() =>
        _options.Stopping is { } stopping && state.BestEpoch > 0 && state.Epoch - state.BestEpoch > stopping.Patience;

    private void Save() => parts.Checkpoints!.Save(state, state.EarlierTime + _clock.Elapsed);

    private static double LossOf(EpochRecord record) => record.ValidationLoss ?? record.Loss;
}
