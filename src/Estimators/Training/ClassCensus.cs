using System.Runtime.InteropServices;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Progress;

namespace MlNetDeep.Estimators.Training;

/// <summary>Notes which classes occur in the training rows: a class without rows cannot be learned, but nothing else tells.</summary>
internal sealed class ClassCensus(IReadOnlyList<string> classes)
{
    private readonly bool[] _seen = new bool[classes.Count];
    private long _rows;

    /// <summary>Notes the labels of a batch.</summary>
    public void Note(HostBatch batch)
    {
        _rows += batch.Count;
        foreach (long label in MemoryMarshal.Cast<byte, long>(batch.Labels.bytes)[..batch.Count])
        {
            _seen[label] = true;
        }
    }

    /// <summary>Warns of classes without rows, when all rows have been seen.</summary>
    public void Report(ProgressReporter progress, long rows)
    {
        if (_rows < rows)
        {
            return;
        }

        string[] missing = [.. classes.Where((_, i) => !_seen[i]).Select(c => $"'{c}'")];
        if (missing.Length > 0)
        {
            progress.Warning($"There is no training row of class {string.Join(", ", missing.Take(20))}"
                + $"{(missing.Length > 20 ? $" and {missing.Length - 20} more" : "")}: the model cannot learn to predict it.");
        }
    }
}
