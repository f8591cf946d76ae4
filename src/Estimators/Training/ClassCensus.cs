using System.Runtime.InteropServices;
using MlNetDeep.Estimators.Data;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>
/// Counts the classes of the rows as they come in the first epoch: a class without rows cannot be learned, and rows that come
/// class after class teach the last one, but nothing else tells.
/// </summary>
internal sealed class ClassCensus(IReadOnlyList<string> classes, TrainingRun run)
{
    private const int Listed = 20;

    // With so many rows per class, a class that is anything but rare has been seen in shuffled rows.
    private const int RowsPerClass = 20;

    private readonly long[] _seen = new long[classes.Count];
    private readonly long[] _validated = new long[classes.Count];
    private readonly bool[] _inBatch = new bool[classes.Count];
    private long _rows;
    private int _early;
    private long _earlyRows;
    private long _batches;
    private long _distinct;
    private bool _isWarned;

    /// <summary>Notes the labels of a batch to learn from.</summary>
    public void Note(HostBatch batch)
    {
        Count(batch, _seen);
        _rows += batch.Count;
        _batches++;
        _distinct += _inBatch.Count(present => present);

        int present = _seen.Count(rows => rows > 0);
        if (_early == 0 && _rows >= (long)RowsPerClass * classes.Count)
        {
            (_early, _earlyRows) = (present, _rows);
        }

        // Long before the epoch ends: with so many rows seen, shuffled ones have few classes left to show.
        if (!_isWarned && IsInOrder && _early > 0 && present >= Math.Max(_early + 2, _early * 3 / 2))
        {
            WarnOfOrder($"the first {_earlyRows} are of {_early} classes, and others come later");
        }
    }

    /// <summary>Notes the labels of a batch to validate on.</summary>
    public void NoteValidation(HostBatch batch) => Count(batch, _validated);

    /// <summary>Warns of what the first epoch has shown.</summary>
    public void Report()
    {
        if (_rows < run.Train.RowCount)
        {
            return;
        }

        string[] present = [.. classes.Where((_, i) => _seen[i] > 0)];
        if (present.Length == 1)
        {
            run.Progress.Warning($"All {_rows} training rows are of class '{present[0]}': there is nothing to tell apart, and the model will always "
                + "answer that. Look at the filter or split before the trainer.");
        }
        else
        {
            Warn([.. classes.Where((_, i) => _seen[i] == 0)], "There is no training row of class", "the model cannot learn to predict it");
        }

        if (run.Validation is not null)
        {
            Warn([.. classes.Where((_, i) => _seen[i] > 0 && _validated[i] == 0)],
                "There are training rows but no validation row of class", "validation says nothing about it");
        }

        if (!_isWarned && IsInOrder && present.Length > 1)
        {
            // How many classes a batch of shuffled rows holds on average.
            double batch = (double)_rows / _batches, expected = _seen.Sum(rows => 1 - Math.Pow(1 - ((double)rows / _rows), batch));
            double found = (double)_distinct / _batches;
            if (found - 1 < (expected - 1) / 2)
            {
                WarnOfOrder($"a batch holds {found:0.0} classes on average, where shuffled rows would have {expected:0.0}");
            }
        }
    }

    // A complete shuffle leaves nothing of the order that rows come in.
    private bool IsInOrder => !run.Train.IsInMemory || !run.Options.Shuffle;

    private void WarnOfOrder(string sign)
    {
        _isWarned = true;
        string remedy = !run.Options.Shuffle
            ? "Set Shuffle = true, or shuffle the rows before"
            : $"The shuffle sees {run.Train.Window} rows at a time: raise CacheBudget, set Caching = Memory, or shuffle the rows once before, "
                + "with mlContext.Data.ShuffleRows or in the file";
        run.Progress.Warning($"The training rows seem to be sorted by class ({sign}): the network learns one class after the other and forgets the first ones. {remedy}.");
    }

    private void Warn(string[] missing, string what, string so)
    {
        if (missing.Length > 0)
        {
            run.Progress.Warning($"{what} {string.Join(", ", missing.Take(Listed).Select(c => $"'{c}'"))}"
                + $"{(missing.Length > Listed ? $" and {missing.Length - Listed} more" : "")}: {so}.");
        }
    }

    private void Count(HostBatch batch, long[] counts)
    {
        Array.Clear(_inBatch);
        bool isNumber = batch.Labels.dtype == ScalarType.Int64;
        for (int i = 0; i < batch.Count; i++)
        {
            int label = isNumber ? (int)MemoryMarshal.Cast<byte, long>(batch.Labels.bytes)[i] : (int)MemoryMarshal.Cast<byte, float>(batch.Labels.bytes)[i];
            counts[label]++;
            _inBatch[label] = true;
        }
    }
}
