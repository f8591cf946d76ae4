using MlNetDeep.Estimators.Training;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Checkpoints;

/// <summary>Saves a run's state to its checkpoint file, and brings it back.</summary>
internal sealed class CheckpointStore : IDisposable
{
    private const string FileName = "training.checkpoint", LockName = "training.lock";

    private readonly string _path;
    private readonly RunFingerprint _fingerprint;
    private readonly Learner _learner;
    private readonly TrainingRun _run;
    private readonly IDisposable _lock;

    public CheckpointStore(string folder, RunFingerprint fingerprint, Learner learner, TrainingRun run)
    {
        StorageFault.MakeFolder(folder, null);
        _lock = AtomicFile.TryLock(Path.Combine(folder, LockName)) ?? throw new CheckpointException(
            PathIn(folder), $"'{folder}' is the checkpoint folder of a run that is under way. Give each run a CheckpointFolder of its own, or wait until the other one is done.");
        _path = PathIn(folder);
        _run = run;
        _fingerprint = fingerprint;
        _learner = learner;
    }

    /// <summary>The checkpoint file of a folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>The seed of the checkpoint in a folder; null when there is no checkpoint.</summary>
    public static int? FindSeed(string folder)
    {
        string path = PathIn(folder);
        if (!File.Exists(path))
        {
            return null;
        }

        using FileStream stream = StorageFault.OpenRead(path);
        return CheckpointFile.ReadHeader(path, stream).Seed;
    }

    /// <summary>Deletes the checkpoint in a folder, if there is one, and nothing else.</summary>
    public static void Clear(string folder)
    {
        if (Directory.Exists(folder))
        {
            File.Delete(PathIn(folder));
        }
    }

    /// <summary>Lets other runs have the folder.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>Saves the run.</summary>
    public void Save(RunState state, TimeSpan epochTime)
    {
        IReadOnlyList<Tensor> tensors = Tensors(state.BestEpoch > 0);
        TimeSpan earlier = state.EarlierTime;
        state.EarlierTime = state.Batch == 0 ? TimeSpan.Zero : epochTime;
        CheckpointFile.Write(_path, new CheckpointHeader
        {
            Network = _fingerprint.Network,
            Options = _fingerprint.Options,
            Seed = _fingerprint.Seed,
            DataRows = _fingerprint.DataRows,
            FirstRows = _fingerprint.FirstRows,
            OptimizerSteps = [.. _learner.Optimizers.Select(o => o.Steps)],
            State = state,
            Tensors = [.. tensors.Select(t => t.numel())],
        }, tensors);
        state.EarlierTime = earlier;
    }

    /// <summary>Brings a run back; null when there is no checkpoint.</summary>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another run.</exception>
    public RunState? Load()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        using FileStream stream = StorageFault.OpenRead(_path);
        CheckpointHeader header = CheckpointFile.ReadHeader(_path, stream);
        _fingerprint.Check(_path, header);
        RunState state = header.State;
        if (ContradictionIn(state, header.OptimizerSteps) is { } contradiction)
        {
            throw new CheckpointException(_path, $"its header contradicts itself ({contradiction}); the file is altered. Delete it to start over.");
        }

        if (state.BestEpoch > 0)
        {
            _learner.Best?.Allocate();
        }

        IReadOnlyList<Tensor> tensors = Tensors(state.BestEpoch > 0);
        if (!header.Tensors.AsSpan().SequenceEqual(tensors.Select(t => t.numel()).ToArray()))
        {
            throw new CheckpointException(
                _path, $"it has tensors of [{InvariantText.Join(", ", header.Tensors)}] numbers, but this run has [{InvariantText.Join(", ", tensors.Select(t => t.numel()))}].");
        }

        CheckpointFile.Verify(_path, stream, tensors.Sum(t => t.numel()) * sizeof(float));
        foreach (Tensor tensor in tensors)
        {
            CheckpointFile.ReadTensor(stream, tensor);
        }

        for (int i = 0; i < header.OptimizerSteps.Length; i++)
        {
            _learner.Optimizers[i].Steps = header.OptimizerSteps[i];
        }

        return state;
    }

    /// <summary>What cannot be so in a checkpoint that a run has written; null when all fits together.</summary>
    private string? ContradictionIn(RunState state, long[] optimizerSteps)
    {
        long perEpoch = _run.Train.StepsPerEpoch, rows = state.Batch == perEpoch ? _run.Train.RowCount : state.Batch * _run.Options.BatchSize;
        return state switch
        {
            { Epoch: < 0 } or { Batch: < 0 } => "a count is negative",
            _ when state.Batch > perEpoch || state.Epoch > TrainerOptions.MostEpochs || state.Step != (state.Epoch * perEpoch) + state.Batch => "the step is not that of the epoch",
            _ when state.Rows != rows => "the rows are not those of the batches",
            _ when optimizerSteps.Length != _learner.Optimizers.Count || optimizerSteps.Any(steps => steps < 0 || steps > state.Step) => "an optimizer has taken other steps",
            _ when state.Sums.Length != _learner.ValueCount && (state.Sums.Length > 0 || state.Step > 0) => "sums are missing",
            _ when !state.Sums.All(double.IsFinite) || state.EarlierTime < TimeSpan.Zero => "a sum or time is no number",
            _ when state.History.Count != state.Epoch || state.History.Where((record, i) => record.Epoch != i + 1).Any() => "the history is not that of the epochs",
            _ when state.History.Any(IsImpossible) => "an epoch of the history has no loss, or a negative time",
            _ when state.BestEpoch < 0 || state.BestEpoch > state.Epoch || state.BestEpoch > 0 != state.Epoch > 0 => "the best epoch is none of the history",
            _ when state.BestEpoch > 0 && state.BestLoss != RunState.LossOf(state.History[state.BestEpoch - 1]) => "the best loss is not that of the best epoch",
            _ => null,
        };

        static bool IsImpossible(EpochRecord record) =>
            !double.IsFinite(RunState.LossOf(record)) || !double.IsFinite(record.LearningRate) || record.Duration < TimeSpan.Zero;
    }

    private List<Tensor> Tensors(bool withBest)
    {
        List<Tensor> tensors = [.. _learner.State, .. _learner.Optimizers.SelectMany(o => o.State)];
        if (withBest && _learner.Best is { } best)
        {
            tensors.AddRange(best.State);
        }

        return tensors;
    }
}
