using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators;

/// <summary>Where one stage of fine-tuning keeps its checkpoint.</summary>
/// <param name="folder">The folder of the whole run.</param>
/// <param name="number">The stage, counted from 1.</param>
internal sealed class StageFolder(string folder, int number)
{
    private const string StoppedName = "stopped";

    public string Path { get; } = System.IO.Path.Combine(folder, FormattableString.Invariant($"stage-{number}"));

    /// <summary>Whether the stage ended before its last epoch on purpose; a checkpoint alone looks like an interrupted run then.</summary>
    public bool WasStopped => File.Exists(StoppedPath) && File.Exists(CheckpointStore.PathIn(Path));

    private string StoppedPath => System.IO.Path.Combine(Path, StoppedName);

    /// <summary>The seed of the run that left a checkpoint here; null when there is none.</summary>
    public int? FindSeed() => CheckpointStore.FindSeed(Path);

    /// <summary>Notes that the stage ended before its last epoch on purpose.</summary>
    public void NoteStop() => AtomicFile.Write(StoppedPath, static _ => { });

    /// <summary>Deletes what an earlier run has left, and nothing else.</summary>
    public void Clear()
    {
        if (Directory.Exists(Path))
        {
            File.Delete(StoppedPath);
            File.Delete(CheckpointStore.PathIn(Path));
        }
    }
}
