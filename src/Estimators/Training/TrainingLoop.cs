using System.Diagnostics;
using System.Runtime.InteropServices;
using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>The training loop, from top to bottom.</summary>
internal sealed class TrainingLoop(TrainingRun run, Learner learner, CheckpointStore? checkpoints, ClassCensus? census, RunState state)
{
    private readonly TrainerOptions _options = run.Options;
    private readonly EarlyStoppingOptions? _stopping = (run.Options as ValidatedTrainerOptions)?.EarlyStopping;
    private readonly RunControl _control = new(learner.Snapshot);
    private readonly List<double> _losses = [.. state.History.Select(RunState.LossOf)];
    private readonly Stopwatch _clock = new();
    private readonly double[] _sums = new double[learner.ValueCount];

    /// <summary>Trains to the end, and leaves the network with the weights that are the result.</summary>
    public StopReason Run()
    {
        StopReason reason = StopReason.Completed;
        try
        {
            while (state.Epoch < _options.Epochs && HasStepsLeft && reason == StopReason.Completed)
            {
                if (HasStoppedImproving())
                {
                    reason = StopReason.EarlyStopping;
                    break;
                }

                TrainEpoch();
                if (state.Batch == run.Train.StepsPerEpoch)
                {
                    FinishEpoch(saves: checkpoints is not null);
                }
                else if (checkpoints is not null)
                {
                    Save();
                }

                reason = _control.StopRequested ? StopReason.Stopped : reason;
            }

            // The checkpoint says nothing of an epoch that the limit cut short: with a higher one, the run goes on within it.
            if (state.Batch > 0 && reason == StopReason.Completed)
            {
                FinishEpoch(saves: false);
            }
        }
        catch (OperationCanceledException) when (_options.CancellationToken.IsCancellationRequested && state.Step > 0)
        {
            reason = StopReason.Cancelled;
        }

        // Who stops a run has seen its weights and wants them.
        if (reason != StopReason.Stopped && (reason != StopReason.Completed || _stopping is not null) && state.BestEpoch > 0)
        {
            learner.Best?.Restore();
        }

        learner.RequireFinite(state.Step);
        return reason;
    }

    private void TrainEpoch()
    {
        _clock.Restart();
        using var log = new StepLog(run.StepsBetweenReads);
        foreach (HostBatch batch in run.Train.Epoch(
            state.Epoch, state.Batch, out Action<HostBatch> finished, _options.CancellationToken))
        {
            double learningRate = _options.LearningRate * _options.Schedule.Factor(
                ArgumentsOf(state.Step));
            TrainStep(batch, learningRate, log);
            state.Batch++;
            bool isLast = state.Batch == run.Train.StepsPerEpoch || !HasStepsLeft;
            EpochMeans? last = isLast && run.Validation is null && learner.IsValidated ? MeansAfter(batch) : null;

            bool saves = checkpoints is not null && _options.CheckpointInterval > 0
                && state.Step % _options.CheckpointInterval == 0;
            if (log.IsFull || saves || isLast)
            {
                Record(log, finished);
            }

            if (last is { } means)
            {
                RequireFinite(means, state.Step, learningRate, "after");
            }

            if (saves)
            {
                Save();
            }

            if (_control.StopRequested || !HasStepsLeft)
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
            Tensor values = learner.Step(batch, new StepArguments(state.Epoch, state.Step, learningRate));
            log.Add(values, new LoggedStep(batch, batch.Count, state.Step, learningRate));
        }
        catch (ExternalException e)
        {
            throw new TrainingException(
                OutOfMemory.Is(e)
                    ? $"Out of memory on {learner.Device} at batch size {batch.Count} (step {state.Step}). Try a smaller BatchSize, "
                        + $"{(_options.Precision == TrainingPrecision.Float32 ? "Precision = BFloat16, " : "")}smaller images or a smaller network."
                    : $"Step {state.Step} failed: {NativeMessage.Of(e)}", e)
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
                census?.Note(step.Batch);
            }

            finished(step.Batch);
            if (state.Sums.Length == 0)
            {
                state.Sums = new double[learner.ValueCount];
            }

            EpochMeans means = MeansOf(step);
            RequireFinite(means, step.Step, step.LearningRate, "at");
            learner.Accumulate(step.Values.Span, step.Rows, state.Sums);
            state.Rows += step.Rows;
            run.Progress.Batch(state.Epoch + 1, run.LastEpoch, state.Batch, run.Train.StepsPerEpoch, learner.Means(state.Sums, state.Rows).Loss);
            _options.OnBatchEnd?.Invoke(new BatchEndArguments(
                _control, state.Epoch + 1, step.Step, run.Train.StepsPerEpoch, step.Rows, means, step.LearningRate));
        }
    }

    private EpochMeans MeansOf(LoggedStep step)
    {
        Array.Clear(_sums);
        learner.Accumulate(step.Values.Span, step.Rows, _sums);
        return learner.Means(_sums, step.Rows);
    }

    // What the last step made of the weights no other step tells: finite ones may still overflow.
    private EpochMeans MeansAfter(HostBatch batch)
    {
        using var log = new StepLog(1);
        using (DisposeScope scope = NewDisposeScope())
        {
            log.Add(learner.Validate(batch), new LoggedStep(batch, batch.Count, state.Step, 0));
        }

        return MeansOf(log.Flush()[0]);
    }

    private void RequireFinite(EpochMeans means, long step, double learningRate, string when)
    {
        if (double.IsFinite(means.Loss) && means.Measures?.Values.All(double.IsFinite) != false)
        {
            return;
        }

        if (when != "at")
        {
            // Weights that are no numbers say more than what follows from them.
            learner.RequireFinite(step);
        }

        string what = double.IsFinite(means.Loss)
            ? string.Join(", ", means.Measures!.Where(m => !double.IsFinite(m.Value)).Select(m => $"{m.Key} became {m.Value}"))
            : $"The loss became {means.Loss}";
        throw new TrainingException($"{what} {when} step {step} (epoch {state.Epoch + 1}) with learning rate {learningRate}. Try a smaller LearningRate, ClipGradientNorm, a warm-up, or look for outliers in the data.")
        {
            Step = step,
            LearningRate = learningRate,
        };
    }

    private void FinishEpoch(bool saves)
    {
        double learningRate = _options.LearningRate * _options.Schedule.Factor(ArgumentsOf(state.Step - 1));
        EpochMeans? validation = run.Validation is null ? null : Validate(run.Validation);
        EpochMeans means = learner.EndEpoch(state.Epoch + 1, learner.Means(state.Sums, state.Rows));
        RequireFinite(means, state.Step, learningRate, "after");
        RequireFinite(validation ?? means, state.Step, learningRate, "on the validation rows after");
        var record = new EpochRecord(
            state.Epoch + 1, means.Loss, means.Metric, validation?.Loss, validation?.Metric,
            learningRate, state.EarlierTime + _clock.Elapsed)
        { Measures = means.Measures, ValidationMeasures = validation?.Measures };
        state.History.Add(record);
        _losses.Add(RunState.LossOf(record));

        bool isBest = state.BestEpoch == 0 || learner.Best is null
            || RunState.LossOf(record) < state.BestLoss - (_stopping?.MinimumImprovement ?? 0);
        if (isBest)
        {
            state.BestEpoch = record.Epoch;
            state.BestLoss = RunState.LossOf(record);
            learner.Best?.Keep();
        }

        if (state.Epoch == 0)
        {
            census?.Report();
        }

        state.BeginNextEpoch();
        run.Progress.Epoch(record, run.LastEpoch, learner.MetricName);
        if (saves)
        {
            Save();
        }

        _options.OnEpochEnd?.Invoke(new EpochEndArguments(_control, record, isBest));
    }

    private EpochMeans Validate(BatchFeed feed)
    {
        var sums = new double[learner.ValueCount];
        using var log = new StepLog(run.StepsBetweenReads);
        foreach (HostBatch batch in feed.Epoch(0, 0, out Action<HostBatch> finished, _options.CancellationToken))
        {
            using (DisposeScope scope = NewDisposeScope())
            {
                log.Add(learner.Validate(batch), new LoggedStep(batch, batch.Count, 0, 0));
            }

            if (log.IsFull)
            {
                Sum(log, finished);
            }
        }

        Sum(log, static _ => { });
        return learner.Means(sums, feed.RowCount);

        void Sum(StepLog steps, Action<HostBatch> finished)
        {
            foreach (LoggedStep step in steps.Flush())
            {
                if (state.Epoch == 0)
                {
                    census?.NoteValidation(step.Batch);
                }

                finished(step.Batch);
                learner.Accumulate(step.Values.Span, step.Rows, sums);
            }
        }
    }

    private bool HasStepsLeft => state.Step < (_options.Steps ?? long.MaxValue);

    private ScheduleArguments ArgumentsOf(long step) =>
        new(step, run.Train.StepsPerEpoch, _options.Epochs, _losses) { StepLimit = _options.Steps };

    private bool HasStoppedImproving() =>
        _stopping is { } stopping && state.BestEpoch > 0 && state.Epoch - state.BestEpoch > stopping.Patience;

    private void Save()
    {
        learner.RequireFinite(state.Step);
        checkpoints!.Save(state, state.EarlierTime + _clock.Elapsed);
    }
}
