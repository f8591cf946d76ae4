using MlNetDeep.Estimators.Training;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Checkpoints;

/// <summary>Saves a run's state to its checkpoint file, and brings it back.</summary>
internal sealed class CheckpointStore
{
    private const string FileName = "training.checkpoint";

    private readonly string _path;
    private readonly RunFingerprint _fingerprint;
    private readonly Learner _learner;

    public CheckpointStore(string folder, RunFingerprint fingerprint, Learner learner)
    {
        Directory.CreateDirectory(folder);
        _path = PathIn(folder);
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

        using FileStream stream = File.OpenRead(path);
        return CheckpointFile.ReadHeader(path, stream).Seed;
    }

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

        using FileStream stream = File.OpenRead(_path);
        CheckpointHeader header = CheckpointFile.ReadHeader(_path, stream);
        _fingerprint.Check(_path, header);
        RunState state = header.State;
        bool sane = state.Epoch >= 0 && state.Batch >= 0 && state.Step >= 0 && state.Rows >= 0 && header.OptimizerSteps.Length == _learner.Optimizers.Count
            && header.OptimizerSteps.All(steps => steps >= 0) && (state.Sums.Length == 0 || state.Sums.Length == _learner.ValueCount)
            && state.History.Count == state.Epoch && state.BestEpoch >= 0 && state.BestEpoch <= state.Epoch;
        if (!sane)
        {
            throw new CheckpointException(_path, "its header contradicts itself; the file is altered.");
        }

        if (state.BestEpoch > 0)
        {
            _learner.Best?.Allocate();
        }

        IReadOnlyList<Tensor> tensors = Tensors(state.BestEpoch > 0);
        if (!header.Tensors.AsSpan().SequenceEqual(tensors.Select(t => t.numel()).ToArray()))
        {
            throw new CheckpointException(
                _path, $"it has tensors of [{string.Join(", ", header.Tensors)}] numbers, but this run has [{string.Join(", ", tensors.Select(t => t.numel()))}].");
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
